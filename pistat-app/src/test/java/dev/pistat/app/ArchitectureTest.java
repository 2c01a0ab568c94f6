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
import dev.pistat.core.recording.SystemClock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the modules may know of each other. */
class ArchitectureTest {

    private static final JavaClasses PISTAT = new ClassFileImporter()
            .withImportOption(place -> !place.contains("/test-classes/") && !place.contains("-tests.jar"))
            .importPackages("dev.pistat");

    @ParameterizedTest
    @ValueSource(
            strings = {"core.metric", "core.port", "core.recording", "collector.linux", "store.sqlite", "http", "app"})
    void looksAtTheClassesOf(String part) {
        assertThat(PISTAT).anyMatch(type -> type.getPackageName().equals("dev.pistat." + part));
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

    @ParameterizedTest
    @ValueSource(strings = {"dev.pistat.collector.linux", "dev.pistat.store.sqlite", "dev.pistat.http"})
    void adapterKnowsTheCoreAndNoOtherPartOfPiStat(String adapter) {
        assertThat(PISTAT)
                .filteredOn(type -> type.getPackageName().startsWith(adapter))
                .flatExtracting(JavaClass::getDirectDependenciesFromSelf)
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith("dev.pistat.core."));
        noClasses()
                .that()
                .resideInAPackage(adapter + "..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.pistat..")
                        .and(DescribedPredicate.not(
                                JavaClass.Predicates.resideInAnyPackage("dev.pistat.core..", adapter + ".."))))
                .check(PISTAT);
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

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.pistat.(**)").should().beFreeOfCycles().check(PISTAT);
    }
}
