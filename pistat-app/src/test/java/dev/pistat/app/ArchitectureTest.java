package dev.pistat.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.Slices;
import dev.pistat.app.command.HostCheck;
import dev.pistat.app.command.Main;
import dev.pistat.app.command.Run;
import dev.pistat.app.command.Training;
import dev.pistat.app.process.LogLines;
import dev.pistat.app.terminal.Echo;
import dev.pistat.core.recording.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the modules may know of each other. */
class ArchitectureTest {

    private static final JavaClasses PISTAT = new ClassFileImporter()
            .withImportOption(place -> !place.contains("/test-classes/") && !place.contains("-tests.jar"))
            .importPackages("dev.pistat");

    private static final List<Module> MODULES = modules();

    /**
     * A module, as its source folder says.
     *
     * @param packages all that it has
     */
    private record Module(String name, Set<String> packages, Set<String> exported) {

        boolean isAdapter() {
            return !name.equals("dev.pistat.core") && !name.equals("dev.pistat.app");
        }
    }

    @Test
    void looksAtEveryPackageOfTheSources() {
        assertThat(MODULES)
                .extracting(Module::name)
                .containsExactlyInAnyOrder(
                        "dev.pistat.core",
                        "dev.pistat.collector.linux",
                        "dev.pistat.store.sqlite",
                        "dev.pistat.http",
                        "dev.pistat.app");
        assertThat(PISTAT.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(packages());
    }

    @Test
    void looksAtNoTests() {
        assertThat(PISTAT)
                .extracting(JavaClass::getName)
                .doesNotContain(getClass().getName())
                .noneMatch(name -> name.startsWith("dev.pistat.core.testkit"));
    }

    @Test
    void coreKnowsOnlyItselfAndJavaBase() {
        Set<String> javaBase = Object.class.getModule().getPackages();
        DescribedPredicate<JavaClass> inJavaBase = describe(
                "in java.base",
                type -> javaBase.contains(type.getBaseComponentType().getPackageName()));
        classes()
                .that()
                .resideInAPackage("dev.pistat.core..")
                .should()
                .onlyDependOnClassesThat(inJavaBase
                        .or(JavaClass.Predicates.resideInAnyPackage("dev.pistat.core..", "org.jspecify.annotations"))
                        .or(describe(
                                "primitive", type -> type.getBaseComponentType().isPrimitive())))
                .check(PISTAT);
    }

    @Test
    void anAdapterKnowsTheCoreAndNoOtherPartOfPiStat() {
        List<Module> adapters = MODULES.stream().filter(Module::isAdapter).toList();
        assertThat(adapters).hasSize(3).allSatisfy(adapter -> {
            assertThat(dependencies(adapter)).anyMatch(name -> name.startsWith("dev.pistat.core."));
            assertThat(dependencies(adapter))
                    .allMatch(name -> name.startsWith("dev.pistat.core.")
                            || adapter.packages().contains(name));
        });
    }

    @Test
    void aModuleUsesOfOthersWhatTheyExport() {
        Set<String> exported =
                MODULES.stream().flatMap(module -> module.exported().stream()).collect(Collectors.toSet());
        assertThat(MODULES).allSatisfy(module -> {
            assertThat(module.exported()).isNotEmpty().isSubsetOf(module.packages());
            assertThat(dependencies(module))
                    .allMatch(
                            name -> exported.contains(name) || module.packages().contains(name));
        });
    }

    @Test
    void defaultsOfTheJvmAreForTheProgramAlone() {
        DescribedPredicate<JavaMethodCall> aDefault = describe(
                "sets a default of the JVM",
                call -> Set.of(
                                "java.lang.Runtime.addShutdownHook",
                                "java.lang.System.setProperty",
                                "java.lang.System.setErr",
                                "java.lang.System.setOut",
                                "java.lang.System.exit",
                                "java.lang.Thread.setDefaultUncaughtExceptionHandler",
                                "java.util.Locale.setDefault",
                                "java.util.TimeZone.setDefault",
                                "java.util.logging.LogManager.reset",
                                "java.util.logging.Logger.addHandler")
                        .contains(call.getTargetOwner().getName() + "." + call.getName()));
        Set<String> program = Set.of(
                Main.class.getName(),
                Run.class.getName(),
                Echo.class.getName(),
                LogLines.class.getName(),
                Training.class.getName());
        noClasses()
                .that(describe("are not of the program", type -> !program.contains(type.getName())))
                .should()
                .callMethodWhere(aDefault)
                .check(PISTAT);
        assertThat(PISTAT.get(Main.class).getMethodCallsFromSelf()).anyMatch(aDefault);
        assertThat(PISTAT.get(PiStat.class).getDirectDependenciesFromSelf())
                .noneMatch(each -> program.contains(each.getTargetClass().getName()));
    }

    /** What makes a clock of its own depends on the day, and cannot be tested on another. */
    @Test
    void onlyTheProgramMakesAClock() {
        Set<String> makers = Set.of(PiStat.class.getName(), HostCheck.class.getName(), Main.class.getName());
        DescribedPredicate<JavaConstructorCall> aClock =
                describe("makes a clock", call -> call.getTargetOwner().isEquivalentTo(SystemClock.class));
        noClasses()
                .that(describe("are not of the program", type -> !makers.contains(type.getName())))
                .should()
                .callConstructorWhere(aClock)
                .check(PISTAT);
        assertThat(makers)
                .allSatisfy(maker -> assertThat(PISTAT.get(maker).getConstructorCallsFromSelf())
                        .anyMatch(aClock));
    }

    @Test
    void namesAreTheFieldsOwn() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Dto|DTO)")
                .check(PISTAT);
    }

    /** One slice for each package: fewer would hide circles between those that share one. */
    @Test
    void packagesHaveNoCircles() {
        assertThat(Slices.matching("dev.pistat.(**)").transform(PISTAT))
                .hasSameSizeAs(packages())
                .hasSizeGreaterThan(MODULES.size());
        slices().matching("dev.pistat.(**)").should().beFreeOfCycles().check(PISTAT);
    }

    /** The packages of PiStat that a module depends on, its own among them. */
    private static Set<String> dependencies(Module module) {
        return PISTAT.stream()
                .filter(type -> module.packages().contains(type.getPackageName()))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency ->
                        dependency.getTargetClass().getBaseComponentType().getPackageName())
                .filter(name -> name.startsWith("dev.pistat."))
                .collect(Collectors.toSet());
    }

    private static Set<String> packages() {
        return MODULES.stream().flatMap(module -> module.packages().stream()).collect(Collectors.toSet());
    }

    private static List<Module> modules() {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            return folders.map(folder -> folder.resolve("src/main/java"))
                    .filter(sources -> Files.exists(sources.resolve("module-info.java")))
                    .map(ArchitectureTest::module)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Module module(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            String info = Files.readString(sources.resolve("module-info.java"));
            Set<String> packages = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).getParent())
                    .filter(Objects::nonNull)
                    .map(folder -> folder.toString().replace('/', '.'))
                    .collect(Collectors.toSet());
            return new Module(
                    found(info, "(?m)^module ([\\w.]+)").iterator().next(),
                    packages,
                    found(info, "(?m)^ +exports ([\\w.]+)"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> found(String text, String regex) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }
}
