package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others get who depend on the modules. */
class PublishedIT {

    private static final Path LIB = Path.of("target/lib");
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");

    @Test
    void theCoreDependsOnNothingAndIsSmall() throws IOException {
        assertThat(dependencies("pistat-core")).isEmpty();
        assertThat(size("pistat-core")).isBetween(10_000L, 150_000L);
    }

    @Test
    void anApplicationWithModulesHasWhatJdbiCannotAskFor() {
        var graph = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(LIB), ModuleFinder.of(), Set.of("dev.pistat.app"));
        assertThat(graph.findModule("io.leangen.geantyref")).isPresent();
    }

    @Test
    void coreAndCollectorBringNothingAlong() throws IOException {
        assertThat(dependencies("pistat-collector-linux")).containsExactly("pistat-core");
        assertThat(size("pistat-core") + size("pistat-collector-linux")).isBetween(100_000L, 400_000L);
    }

    @Test
    void thePublishedModelsKnowNothingOfTheBuild() throws IOException {
        for (String module :
                List.of("pistat-core", "pistat-collector-linux", "pistat-store-sqlite", "pistat-http", "pistat-app")) {
            assertThat(model(module))
                    .contains("<description>", "<licenses>", "<developers>")
                    .doesNotContain(
                            "<parent>", "<build>", "<profiles>", "<dependencyManagement>", "<scope>test</scope>");
        }
        assertThat(dependencies("pistat-app"))
                .containsExactly(
                        "pistat-core", "pistat-collector-linux", "pistat-store-sqlite", "pistat-http", "tomlj");
    }

    /** The dependencies that a user of the module gets. */
    private static List<String> dependencies(String module) throws IOException {
        return DEPENDENCY
                .matcher(model(module))
                .results()
                .map(MatchResult::group)
                .filter(each -> !each.contains("<optional>true") && !each.contains("<scope>provided"))
                .map(each -> each.replaceAll("(?s).*?<artifactId>(.*?)</artifactId>.*", "$1"))
                .toList();
    }

    private static String model(String module) throws IOException {
        return Files.readString(Path.of("..", module, "target", "flattened-pom.xml"));
    }

    private static long size(String artifact) throws IOException {
        try (Stream<Path> files = Files.list(LIB)) {
            List<Path> jars = files.filter(each -> each.getFileName().toString().matches(artifact + "-\\d.*\\.jar"))
                    .toList();
            assertThat(jars).as(artifact).hasSize(1);
            return Files.size(jars.getFirst());
        }
    }
}
