package dev.pistat.collector.linux.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.board.FirmwareDevice.Asker;
import dev.pistat.core.metric.Reading;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Why vcgencmd may not ask the firmware, on a Pi of today, of yesterday, and where there is no Pi. */
class FirmwareDeviceTest {

    private static final int VIDEO = 44;
    private static final String NEW_TOOL = "Can't open device file: /dev/vcio_gencmd";
    private static final String OLD_TOOL =
            "Can't open device file: /dev/vcio\n" + "Try creating a device file with: sudo mknod /dev/vcio c 100 0";
    private static final String OLDEST_TOOL = "VCHI initialization failed";
    /** After raspberrypi/linux 7351 and the udev rules that go with it. */
    private static final List<FirmwareDevice> TODAY =
            List.of(device("vcio_gencmd", 0660, VIDEO), device("vcio", 0600, 0));
    /** As Raspberry Pi OS 12 has it. */
    private static final List<FirmwareDevice> YESTERDAY = List.of(device("vcio", 0660, VIDEO));

    private static final Asker IN_VIDEO = new Asker("pistat", 995, Set.of(994, VIDEO));
    private static final Asker OUTSIDE = new Asker("alice", 1000, Set.of(1000));

    @Test
    void whoMayByItsPermissionsIsInASandbox() {
        assertThat(why(NEW_TOOL, TODAY, IN_VIDEO)).isEqualTo(sandbox("pistat", "/dev/vcio_gencmd"));
        assertThat(why(NEW_TOOL, YESTERDAY, IN_VIDEO)).isEqualTo(sandbox("pistat", "/dev/vcio"));
        assertThat(why(OLD_TOOL, YESTERDAY, IN_VIDEO)).isEqualTo(sandbox("pistat", "/dev/vcio"));
        assertThat(why(OLDEST_TOOL, List.of(device("vchiq", 0660, VIDEO)), IN_VIDEO))
                .isEqualTo(sandbox("pistat", "/dev/vchiq"));
        assertThat(why(NEW_TOOL, TODAY, new Asker("root", 0, Set.of(0))))
                .isEqualTo(sandbox("root", "/dev/vcio_gencmd"));
        assertThat(why(OLD_TOOL, List.of(device("vcio", 0666, 0)), OUTSIDE)).isEqualTo(sandbox("alice", "/dev/vcio"));
        assertThat(why(OLD_TOOL, List.of(new FirmwareDevice("/dev/vcio", 0600, 1000, 0, "root")), OUTSIDE))
                .isEqualTo(sandbox("alice", "/dev/vcio"));
    }

    @Test
    void whoIsNotInItsGroupIsToldTheGroup() {
        assertThat(why(NEW_TOOL, TODAY, OUTSIDE)).isEqualTo(group("video"));
        assertThat(why(OLD_TOOL, YESTERDAY, OUTSIDE)).isEqualTo(group("video"));
        assertThat(why(OLDEST_TOOL, List.of(device("vchiq", 0660, VIDEO)), OUTSIDE))
                .isEqualTo(group("video"));
        assertThat(why(NEW_TOOL, List.of(new FirmwareDevice("/dev/vcio_gencmd", 0660, 0, 105, "render")), OUTSIDE))
                .isEqualTo(group("render"));
    }

    @Test
    void noGroupHelpsWhereOnlyRootMay() {
        Reading upgrade = new Reading.Failed("vcgencmd may not ask the firmware: only root may open /dev/vcio: upgrade"
                + " the system, so that kernel and vcgencmd have /dev/vcio_gencmd for the group video");
        // A tool that is older than the kernel does not know the new device.
        assertThat(why(OLD_TOOL, TODAY, IN_VIDEO)).isEqualTo(upgrade);
        assertThat(why(NEW_TOOL, List.of(device("vcio", 0600, 0)), IN_VIDEO)).isEqualTo(upgrade);
        assertThat(why(NEW_TOOL, List.of(device("vcio", 0660, 0)), OUTSIDE)).isEqualTo(upgrade);
    }

    @Test
    void whereThereIsNoDeviceThereIsNothingToAllow() {
        assertThat(why(NEW_TOOL, List.of(), OUTSIDE))
                .isEqualTo(new Reading.Unavailable("vcgencmd finds no /dev/vcio_gencmd or /dev/vcio: this is no"
                        + " Raspberry Pi, or a container that was not given it"));
        assertThat(why(OLDEST_TOOL, TODAY, OUTSIDE)).isInstanceOf(Reading.Unavailable.class);
    }

    /** Synthetic, after proc_pid_status(5). */
    @Test
    void whoAsksIsReadFromTheKernelWithAllGroups() {
        String status =
                "Name:\tjava\nUid:\t1000\t995\t995\t995\nGid:\t1000\t994\t994\t994\nGroups:\t44 105 \nCapEff:\t0\n";
        assertThat(Asker.of("pistat", status)).isEqualTo(new Asker("pistat", 995, Set.of(44, 105, 994)));
        assertThat(Asker.of("pistat", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t \n"))
                .isEqualTo(new Asker("pistat", 0, Set.of(0)));
    }

    private static FirmwareDevice device(String name, int mode, int group) {
        return new FirmwareDevice("/dev/" + name, mode, 0, group, group == VIDEO ? "video" : "root");
    }

    private static Reading why(String printed, List<FirmwareDevice> machine, Asker asker) {
        List<String> tried = FirmwareDevice.tried(printed);
        List<FirmwareDevice> there = machine.stream()
                .filter(device -> tried.contains(device.path().substring("/dev/".length())))
                .toList();
        return FirmwareDevice.why(there, tried, asker);
    }

    private static Reading sandbox(String user, String path) {
        return new Reading.Failed("vcgencmd may not ask the firmware: by its permissions " + user + " may open " + path
                + ", so a sandbox forbids it: allow it by 'DeviceAllow=" + path + " rw' in 'sudo systemctl edit"
                + " pistat', or to a container by '--device " + path + "', and restart PiStat");
    }

    private static Reading group(String group) {
        return new Reading.Failed("vcgencmd may not ask the firmware: add the user to group " + group
                + " by 'sudo usermod -aG " + group + " alice' and restart PiStat");
    }
}
