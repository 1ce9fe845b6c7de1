package org.ksmlab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Holds the layering of the packages. A new package takes its place in {@link #LOWEST_FIRST}. */
public class LayersTest {
    /** Packages on one line do not know each other. */
    private static final List<List<String>> LOWEST_FIRST = List.of(
            List.of("model"),
            List.of("statistics"),
            List.of("waiting"),
            List.of("store"),
            List.of("command"),
            List.of("ssh", "local", "recipe"),
            List.of("host"),
            List.of("virt"),
            List.of("console"),
            List.of("trigger", "load"),
            List.of("watch"),
            List.of("experiment"),
            List.of("archive"),
            List.of("index"),
            List.of("compare"),
            List.of("kernels"),
            List.of("lab"),
            List.of("report"),
            List.of("cli"));

    private JavaClasses classes;

    @BeforeClass
    public void importMainClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.ksmlab");
    }

    @Test
    public void aPackageUsesOnlyPackagesBelowIt() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        List<String> below = new ArrayList<>();
        for (List<String> row : LOWEST_FIRST) {
            for (String name : row) {
                layers = layers.layer(name).definedBy("org.ksmlab." + name + "..");
            }
        }
        for (List<String> row : LOWEST_FIRST) {
            for (String name : row) {
                layers = below.isEmpty()
                        ? layers.whereLayer(name).mayNotAccessAnyLayer()
                        : layers.whereLayer(name).mayOnlyAccessLayers(below.toArray(String[]::new));
            }
            below.addAll(row);
        }
        layers.ensureAllClassesAreContainedInArchitecture().check(classes);
    }

    @Test
    public void packagesHaveNoCycles() {
        slices().matching("org.ksmlab.(**)").should().beFreeOfCycles().check(classes);
    }

    @DataProvider
    public Object[][] librariesWithOneImporter() {
        return new Object[][] {
            {"org.libvirt..", "virt"},
            {"com.sun.jna..", "virt"},
            {"net.schmizz..", "ssh"},
            {"com.hierynomus..", "ssh"},
            {"org.awaitility..", "waiting"},
            {"org.apache.commons.exec..", "local"},
            {"org.hipparchus..", "statistics"},
            {"org.sqlite..", "index"},
            {"org.flywaydb..", "index"},
            {"org.jdbi..", "index"},
            {"gg.jte..", "report"},
            {"picocli..", "cli"},
        };
    }

    @Test(dataProvider = "librariesWithOneImporter")
    public void aLibraryIsConfinedToOnePackage(String library, String importer) {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.ksmlab." + importer + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes);
    }
}
