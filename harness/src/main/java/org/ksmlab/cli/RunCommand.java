package org.ksmlab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ksmlab.lab.Workplace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a TestNG suite, in a JVM of its own: the harness itself knows nothing of TestNG. */
@Command(
        name = "run",
        description = "Runs a suite; ksmlab suites lists them.",
        footer = "Exit code 0 if all tests passed, 1 if one failed; 2 if none did, but some were skipped.")
final class RunCommand implements Callable<Integer> {
    /** Of TestNG's exit status, a set of bits: tests were skipped. The others below {@link #NO_TEST} are kinds of failure. */
    private static final int SKIPPED = 2;

    /** TestNG's exit status if there was nothing to run. */
    private static final int NO_TEST = 8;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "SUITE", description = "Its name, e.g. smoke.")
    String suite;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Workplace workplace = Workplace.fromLauncher();
        List<String> known = suites(workplace);
        if (!known.contains(suite)) {
            throw new ParameterException(
                    spec.commandLine(), "unknown suite '" + suite + "'; there are " + String.join(", ", known));
        }
        Path target = workplace.home().resolve("suites/target");
        Path reports =
                Files.createDirectories(workplace.cache().resolve("suites").resolve(suite));
        List<String> argv = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dksmlab.home=" + workplace.home(),
                "-Dksmlab.cache=" + workplace.cache(),
                "-cp",
                target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                "org.testng.TestNG",
                "-d",
                reports.toString(),
                target.resolve("classes/suites").resolve(suite + ".xml").toString());
        // The terminal is the suite's for as long as it runs, and so is Ctrl-C.
        int exit = new ProcessBuilder(argv).inheritIO().start().waitFor();
        spec.commandLine().getOut().println("JUnit XML: " + reports.resolve("junitreports"));
        return exitCode(exit).code();
    }

    /**
     * What TestNG's exit status means.
     *
     * @throws IllegalStateException if it had no tests, or was killed
     */
    static ExitCode exitCode(int status) {
        if (status == NO_TEST) {
            throw new IllegalStateException("the suite has no tests");
        }
        if (status < 0 || status > NO_TEST) {
            throw new IllegalStateException("the suite's JVM ended with exit code " + status);
        }
        return switch (status) {
            case 0 -> ExitCode.AS_EXPECTED;
            case SKIPPED -> ExitCode.UNKNOWN;
            default -> ExitCode.NOT_AS_EXPECTED;
        };
    }

    /** The names of all suites. */
    static List<String> suites(Workplace workplace) throws IOException {
        try (Stream<Path> files = Files.list(workplace.home().resolve("suites/src/main/resources/suites"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".xml"))
                    .map(name -> name.substring(0, name.length() - ".xml".length()))
                    .sorted()
                    .toList();
        }
    }
}
