package dev.pistat.collector.linux.disk;

import static dev.pistat.core.metric.DiskMetrics.FLASH_RESERVE_STATUS;
import static dev.pistat.core.metric.DiskMetrics.FLASH_WEAR_PERCENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.SamplerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlashWearSamplerTest extends SamplerContract {

    private static final Series WEAR = new Series(FLASH_WEAR_PERCENT, "mmcblk0");
    private static final Series RESERVE = new Series(FLASH_RESERVE_STATUS, "mmcblk0");

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private Tree tree;

    @BeforeEach
    void aChip(@TempDir Path root) throws IOException {
        tree = new Tree(root);
        chip("0x01 0x02", "0x01");
    }

    private void chip(String lifeTime, String preEndOfLife) throws IOException {
        tree.file("block/mmcblk0/device/life_time", lifeTime + "\n");
        tree.file("block/mmcblk0/device/pre_eol_info", preEndOfLife + "\n");
    }

    @Override
    protected Sampler sampler() {
        return new FlashWearSampler(tree.root(), clock);
    }

    private CollectedReadings sample() throws Exception {
        return CollectedReadings.of(sampler());
    }

    @Test
    void theWorseOfTheTwoKindsCounts() throws Exception {
        assertThat(sample().value(WEAR)).isEqualTo(20);
        assertThat(sample().value(RESERVE)).isEqualTo(1);
        chip("0x0a 0x00", "0x03");
        assertThat(sample().value(WEAR)).isEqualTo(100);
        assertThat(sample().value(RESERVE)).isEqualTo(3);
    }

    @Test
    void whatTheChipLeavesUndefinedIsUnavailable() throws Exception {
        chip("0x00 0x00", "0x00");
        assertThat(sample().readings().values()).containsOnly(new Reading.Unavailable("the chip does not say"));
    }

    @Test
    void aPlainSdCardHasNeither_norHaveTheBootPartsOfAChip() throws Exception {
        tree.without("block/mmcblk0/device/life_time").without("block/mmcblk0/device/pre_eol_info");
        tree.folder("block/mmcblk0boot0").folder("block/sda");
        assertThat(sample().readings())
                .containsOnlyKeys(WEAR, RESERVE)
                .containsValue(new Reading.Unavailable("it keeps no such figure, as a plain SD card"));
    }

    @Test
    void oneThatCannotBeReadLeavesTheOthersAlone() throws Exception {
        chip("worn", "0x01");
        tree.file("block/mmcblk1/device/life_time", "0x03 0x01\n");
        CollectedReadings readings = sample();
        assertThat(readings.reading(WEAR)).isInstanceOf(Reading.Failed.class);
        assertThat(readings.value(RESERVE)).isEqualTo(1);
        assertThat(readings.value(new Series(FLASH_WEAR_PERCENT, "mmcblk1"))).isEqualTo(30);
    }

    @Test
    void theLastAnswerStandsForTenMinutes() throws Exception {
        Sampler sampler = sampler();
        CollectedReadings.of(sampler);
        chip("0x05 0x01", "0x02");
        clock.advance(Duration.ofSeconds(599));
        CollectedReadings before = CollectedReadings.of(sampler);
        assertThat(before.value(WEAR)).isEqualTo(20);
        assertThat(before.value(RESERVE)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(CollectedReadings.of(sampler).value(WEAR)).isEqualTo(50);
    }

    @Test
    void aChipThatComesOrTakesAnothersPlaceIsReadAtTheNextSample() throws Exception {
        Sampler sampler = sampler();
        CollectedReadings.of(sampler);
        tree.file("block/mmcblk1/device/life_time", "0x03 0x01\n");
        CollectedReadings with = CollectedReadings.of(sampler);
        assertThat(with.value(new Series(FLASH_WEAR_PERCENT, "mmcblk1"))).isEqualTo(30);
        assertThat(with.readings()).hasSize(4);
        Files.move(tree.root().resolve("block/mmcblk1"), tree.root().resolve("gone1"));
        assertThat(CollectedReadings.of(sampler).readings()).containsOnlyKeys(WEAR, RESERVE);
        Files.move(tree.root().resolve("block/mmcblk0"), tree.root().resolve("gone0"));
        chip("0x09 0x01", "0x02");
        assertThat(CollectedReadings.of(sampler).value(WEAR)).isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource({"0x01 0x00, 10", "0x00 0x09, 90", "0x0b 0x01, 100", "0x00 0x00, 0"})
    void stepsArePercentAtTheirUpperEnd(String text, int percent) {
        assertThat(FlashWearSampler.parseLifeTime(text + "\n")).isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x01", "1 2", "0x0c 0x01", "0xff 0xff", "0x01 0x02 0x03"})
    void otherLifeTimesAreRefused(String text) {
        assertThatThrownBy(() -> FlashWearSampler.parseLifeTime(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrWithinItsRange() {
        Mutations.of(
                "0x01 0x02\n",
                text -> assertThat(FlashWearSampler.parseLifeTime(text)).isBetween(0, 100));
        Mutations.of(
                "0x01\n",
                text -> assertThat(FlashWearSampler.parsePreEndOfLife(text)).isBetween(0, 3));
    }
}
