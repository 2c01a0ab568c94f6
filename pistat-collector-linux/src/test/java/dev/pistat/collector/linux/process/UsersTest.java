package dev.pistat.collector.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {

    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/bash
            toor:x:0:0:another:/root:/bin/sh
            pi:x:1000:1000:,,,:/home/pi:/bin/bash
            """;

    @TempDir
    private Path rootfs;

    private void passwd(String text, long changed) throws Exception {
        Path file = new Tree(rootfs).file("etc/passwd", text).root().resolve("etc/passwd");
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(changed)));
    }

    @Test
    void whoHasNoNameGoesByNumber() throws Exception {
        passwd(PASSWD, 1);
        Users users = new Users(rootfs);
        assertThat(users.name(1_000)).isEqualTo("1000");
        users.refresh();
        assertThat(users.name(1_000)).isEqualTo("pi");
        assertThat(users.name(0)).isEqualTo("root");
        assertThat(users.name(4_294_967_294L)).isEqualTo("4294967294");
    }

    @Test
    void theNamesAreReadAgainWhenTheyHaveChanged() throws Exception {
        passwd(PASSWD, 1);
        Users users = new Users(rootfs);
        users.refresh();
        passwd(PASSWD.replace("pi:", "ada:"), 1);
        users.refresh();
        assertThat(users.name(1_000)).isEqualTo("pi");
        passwd(PASSWD.replace("pi:", "ada:"), 2);
        users.refresh();
        assertThat(users.name(1_000)).isEqualTo("ada");
        new Tree(rootfs).without("etc/passwd");
        users.refresh();
        assertThat(users.name(1_000)).isEqualTo("1000");
    }

    @Test
    void aCarriageReturnInOneLineIsAsGoodAsAnyCharacter_andNamesAreUtf8() throws Exception {
        passwd(PASSWD.replace(":,,,:", ":Room\r7,,,:") + "jörg:x:1001:1001::/home/j:/bin/sh\r\n", 1);
        Users users = new Users(rootfs);
        users.refresh();
        assertThat(users.name(0)).isEqualTo("root");
        assertThat(users.name(1_000)).isEqualTo("pi");
        assertThat(users.name(1_001)).isEqualTo("jörg");
    }

    @Test
    void anyMutationGivesNames() {
        Mutations.of(
                PASSWD,
                text -> assertThat(Users.parse(text)).doesNotContainKey(-1L).doesNotContainValue(""));
    }
}
