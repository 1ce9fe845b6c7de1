package org.ksmlab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.ksmlab.command.BoundedOutput;
import org.ksmlab.command.Command;
import org.ksmlab.command.CommandResult;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/**
 * Runs the launcher for real, in a copy of the checkout. What a machine lacks is taken away in namespaces of our own: a package
 * database without a package, a network without an interface, a file system without room. The machine itself stays as it is.
 */
public class LauncherIT {
    /** What the launcher and a shell script need, and no Java. */
    private static final List<String> PLAIN_TOOLS = List.of(
            "bash",
            "sh",
            "env",
            "readlink",
            "dirname",
            "id",
            "getent",
            "cut",
            "cat",
            "mkdir",
            "sed",
            "df",
            "awk",
            "tail",
            "grep",
            "find",
            "sort",
            "sha256sum",
            "rm",
            "mv",
            "flock",
            "apt-get",
            "apt-cache");

    /** A source more than there is, to be deleted. */
    private static final String EXTRA = "harness/src/main/resources/extra.txt";

    private final Shell shell = new LocalShell();
    private Path folder;
    private Path checkout;
    private Path cache;
    private Path plainPath;

    @BeforeClass
    public void copyTheCheckout() throws IOException {
        folder = Files.createTempDirectory("ksmlab-launcher");
        checkout = Files.createDirectory(folder.resolve("checkout"));
        cache = folder.resolve("cache");
        plainPath = Files.createDirectory(folder.resolve("bin"));
        Path original = Path.of("..").toRealPath();
        run(
                "sh",
                "-c",
                "cd \"$1\" && tar -c --exclude=target --exclude=src/test ksmlab mvnw pom.xml .mvn harness guest-images suites"
                        + " | tar -x -C \"$2\" && chmod -R a+rX \"$3\"",
                "copy",
                original,
                checkout,
                folder);
        Files.createDirectories(checkout.resolve(EXTRA).getParent());
        Files.writeString(checkout.resolve(EXTRA), "one file more");
        for (String tool : PLAIN_TOOLS) {
            String found =
                    run("sh", "-c", "command -v \"$1\"", "find", tool).stdout().strip();
            Files.createSymbolicLink(plainPath.resolve(tool), Path.of(found));
        }
    }

    @AfterClass(alwaysRun = true)
    public void removeTheCopy() {
        run("rm", "-rf", folder);
    }

    private CommandResult run(Object... words) {
        return shell.run(Command.of(words), soon()).orThrow();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofMinutes(4));
    }

    private Command launch(String... arguments) {
        return inPlace(List.of(), List.of("PATH=" + System.getenv("PATH")), arguments);
    }

    /** The launcher behind a wrapper such as unshare, with our own cache, not on a terminal and not in CI. */
    private Command inPlace(List<String> wrapper, List<String> environment, String... arguments) {
        List<String> words = new ArrayList<>(wrapper);
        words.addAll(List.of("env", "-u", "CI", "-u", "JAVA_HOME", "-u", "XDG_CACHE_HOME", "KSMLAB_CACHE=" + cache));
        words.addAll(environment);
        words.add(checkout.resolve("ksmlab").toString());
        words.addAll(List.of(arguments));
        return Command.of(words.toArray());
    }

    private void assertOneLine(Command command, int exit, String... parts) {
        CommandResult result = shell.run(command, soon());
        assertThat(result.stderr().lines()).as(result.stderr()).hasSize(1);
        assertThat(result.stderr()).startsWith("ksmlab: ").contains(parts);
        assertThat(result.exit()).isEqualTo(exit);
        assertThat(result.stdout()).isEmpty();
    }

    private static void needsRoot() {
        if (!System.getProperty("user.name").equals("root")) {
            throw new SkipException("needs root, for namespaces and other users");
        }
    }

    @Test
    public void theVersionComesFromAFreshBuildAndThenWithoutABuild() throws IOException {
        assertThat(run(launch("--version").argv().toArray()).stdout()).startsWith("ksmlab ");
        Path stamp = checkout.resolve("harness/target/ksmlab.built");
        Object built = Files.getLastModifiedTime(stamp);
        assertThat(run(launch("--version").argv().toArray()).stdout()).startsWith("ksmlab ");
        assertThat(Files.getLastModifiedTime(stamp)).isEqualTo(built);
    }

    @Test(dependsOnMethods = "theVersionComesFromAFreshBuildAndThenWithoutABuild")
    public void anUnknownOptionIsWrongUse() {
        assertOneLine(launch("--no-such-option"), 64, "unknown option '--no-such-option'");
    }

    @Test(dependsOnMethods = "theVersionComesFromAFreshBuildAndThenWithoutABuild")
    public void consentIsTheLaunchersOwnOptionUpToTheDoubleDash() {
        assertThat(shell.run(launch("--version", "--yes"), soon()).exit()).isZero();
        assertOneLine(launch("--", "--yes"), 64, "'--yes'");
    }

    @Test(dependsOnMethods = "theVersionComesFromAFreshBuildAndThenWithoutABuild")
    public void aBrokenSourceFailsWithTheCompilersWordsAndIsBuiltAgainNextTime() throws IOException {
        Path broken = checkout.resolve("harness/src/main/java/org/ksmlab/cli/Broken.java");
        Files.writeString(broken, "nonsense");
        CommandResult result = shell.run(launch("--version"), soon());
        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.stderr()).contains("the build failed").contains("Broken.java");
        Files.delete(broken);
        assertThat(shell.run(launch("--version"), soon()).exit()).isZero();
    }

    @Test(dependsOnMethods = "aBrokenSourceFailsWithTheCompilersWordsAndIsBuiltAgainNextTime")
    public void aDeletedSourceStartsABuildWhichDoesNotCountWhenKilledHalfWay() throws IOException {
        Files.delete(checkout.resolve(EXTRA));
        Path classes = checkout.resolve("harness/target/classes");
        assertThat(classes).exists();
        try (Running launcher = shell.start(launch("--version"), (b, n) -> {})) {
            Await.until("the old classes to go", soon(), Duration.ofMillis(5), () -> !Files.exists(classes));
            assertThat(launcher.isAlive()).isTrue();
        }
        assertThat(checkout.resolve("harness/target/ksmlab.built")).doesNotExist();
    }

    @Test(dependsOnMethods = "aDeletedSourceStartsABuildWhichDoesNotCountWhenKilledHalfWay")
    public void aLauncherWaitsWhileAnotherBuildsAndThenBuilds() {
        Path pom = checkout.resolve("pom.xml");
        CompletableFuture<Boolean> locked = new CompletableFuture<>();
        BoundedOutput said = new BoundedOutput(4096);
        Command hold = Command.of("flock", pom, "sh", "-c", "echo locked; exec sleep 300");
        Running first = shell.start(hold, (b, n) -> locked.complete(true));
        try {
            Await.result("the lock", soon(), locked);
            List<Object> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>&1", "merge"));
            words.addAll(launch("--version").argv());
            try (Running second = shell.start(Command.of(words.toArray()), said::write)) {
                Await.until(
                        "the second launcher to wait",
                        soon(),
                        () -> said.text().contains("another ksmlab is building here"));
                assertThat(second.isAlive()).isTrue();
                first.close();
                assertThat(second.await(soon()).ok()).isTrue();
            }
        } finally {
            first.close();
        }
        assertThat(said.text().lines()).hasSize(2).last().asString().startsWith("ksmlab 0");
    }

    @Test
    public void missingPackagesWithoutATerminalAndWithoutConsentAreWrongUse() {
        needsRoot();
        assertOneLine(
                inPlace(List.of(), List.of("PATH=" + plainPath), "classify", "x.log"),
                64,
                "missing packages: default-jdk-headless",
                "--yes");
    }

    /** What it says on standard error on a machine without a package. */
    private String complaint(Object... words) {
        String[] arguments = Stream.of(words).map(Object::toString).toArray(String[]::new);
        String said = shell.run(inPlace(List.of(), List.of("PATH=" + plainPath), arguments), soon())
                .stderr();
        assertThat(said).contains("missing packages");
        return said;
    }

    @Test
    public void onlyWhatMayBootALabHostAsksForItsTools() {
        needsRoot();
        for (String line : List.of("reproduce --quick", "sweep", "run smoke", "test", "lab up", "--debug lab up")) {
            assertThat(complaint((Object[]) line.split(" "))).as(line).contains("qemu-system-x86");
        }
        for (String line : List.of(
                "classify x.log",
                "lab down",
                "lab status",
                "lab console",
                "clean",
                "runs --kernel 6.1",
                "lab up --help")) {
            assertThat(complaint((Object[]) line.split(" "))).as(line).doesNotContain("qemu");
        }
    }

    @Test
    public void onlyWhatMayBuildKernelsAsksForWhatItTakes() {
        needsRoot();
        for (String line : List.of(
                "kernels build with-patch",
                "kernels fetch",
                "reproduce --kernels without-patch,with-patch",
                "reproduce --kernels=without-patch,with-patch",
                "sweep --kernel 6.12",
                "lab up --kernel 6.12",
                "lab up --kernel=6.12")) {
            assertThat(complaint((Object[]) line.split(" "))).as(line).contains(" flex bison ", " mmdebstrap ");
        }
        for (String line : List.of(
                "kernels list",
                "kernels build --help",
                "reproduce --quick",
                "lab up",
                "runs --kernel 6.1",
                "runs --kernel=6.1")) {
            assertThat(complaint((Object[]) line.split(" "))).as(line).doesNotContain("flex");
        }
    }

    @DataProvider
    public static Object[][] arms() {
        return new Object[][] {
            {"  - name: a\n    kernel: without-patch\n", true},
            {"  - kernel: without-patch\n    name: a\n", true},
            {"  - {name: a, kernel: without-patch}\n", true},
            {"  - {\"kernel\": without-patch, name: a}\n", true},
            {"  - {name: a, kernel: null}\n  - {name: b, kernel: 6.1}\n", true},
            {"  - name: a\n    # kernel: without-patch\n", false},
            {"  - name: a # kernel: none\n", false},
            {"  - {name: kernel, max_page_sharing: 256}\n", false},
            {"  - {name: a, kernel: null}\n", false},
        };
    }

    @Test(dataProvider = "arms")
    public void aCampaignAsksForWhatBuildsKernelsIfAnArmNamesOne(String arms, boolean asks) throws IOException {
        needsRoot();
        Path file = Files.writeString(folder.resolve("campaign.yaml"), "dose: quick\ntrials: 1\narms:\n" + arms);
        String said = complaint("campaign", "--runs", folder, file);
        assertThat(said).contains("qemu-system-x86");
        assertThat(said.contains(" flex ")).isEqualTo(asks);
    }

    @Test
    public void aResumedCampaignAsksForWhatBuildsKernelsIfItsPlanNamesOne() throws IOException {
        needsRoot();
        Path run = Files.createDirectories(folder.resolve("run"));
        Path plan = Files.writeString(
                run.resolve("campaign.json"),
                "{\n  \"arm\" : {\n    \"kernel\" : \"6.12\",\n    \"name\" : \"a\"\n  }\n}\n");
        assertThat(complaint("campaign", "--resume", run)).contains("qemu-system-x86", " flex ");
        assertThat(complaint("campaign", "--resume=" + run)).contains(" flex ");
        Files.writeString(plan, Files.readString(plan).replace("\"6.12\"", "null"));
        assertThat(complaint("campaign", "--resume", run))
                .contains("qemu-system-x86")
                .doesNotContain("flex");
    }

    @Test(dependsOnMethods = "aLauncherWaitsWhileAnotherBuildsAndThenBuilds")
    public void doctorSaysWhatIsMissingForWhatAndInstallsNothing() throws IOException {
        Path unzip = Files.createDirectories(folder.resolve("unzip"));
        Files.createSymbolicLink(
                unzip.resolve("unzip"),
                Path.of(run("sh", "-c", "command -v unzip").stdout().strip()));
        List<String> environment =
                List.of("PATH=" + plainPath + ":" + unzip, "JAVA_HOME=" + System.getProperty("java.home"));
        CommandResult result = shell.run(inPlace(List.of(), environment, "doctor"), soon());
        assertThat(result.exit()).as(result.stderr()).isEqualTo(1);
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout().lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("missing packages to reproduce")
                        .contains("missing: qemu-system-x86", "apt-get install")
                        .doesNotContain("flex"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("note    packages for kernels")
                        .contains(" flex "));
    }

    @Test
    public void missingPackagesWithoutRootNameWhatRootHasToInstall() {
        needsRoot();
        assertOneLine(
                inPlace(
                        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                        List.of("PATH=" + plainPath, "KSMLAB_CACHE=/tmp/" + folder.getFileName() + "-nobody"),
                        "--yes",
                        "--version"),
                70,
                "root",
                "apt-get install default-jdk-headless");
        run("rm", "-rf", "/tmp/" + folder.getFileName() + "-nobody");
    }

    @Test
    public void aCacheThatCannotBeWrittenIsNamed() {
        assertOneLine(
                inPlace(List.of(), List.of("PATH=" + System.getenv("PATH"), "KSMLAB_CACHE=/proc/no"), "--version"),
                70,
                "cannot write to /proc/no");
    }

    @Test
    public void noNetworkForPackagesIsOneLineAfterTheAnnouncement() {
        needsRoot();
        // An empty package index and an empty package database, and no interface to fetch either through.
        String empty = "for d in /var/lib/apt/lists /var/lib/dpkg /var/cache/apt; do mount -t tmpfs none $d; done;"
                + " mkdir -p /var/lib/dpkg/info /var/lib/dpkg/updates /var/cache/apt/archives/partial; : >/var/lib/dpkg/status;"
                + " exec \"$@\"";
        CommandResult result = shell.run(
                inPlace(
                        List.of("unshare", "-m", "-n", "sh", "-c", empty, "empty"),
                        List.of("PATH=" + plainPath),
                        "--yes",
                        "--version"),
                soon());
        assertThat(result.exit()).isEqualTo(70);
        assertThat(result.stderr().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("ksmlab: installing default-jdk-headless unzip"),
                        line -> assertThat(line)
                                .startsWith("ksmlab: no network: cannot fetch packages: default-jdk-headless unzip"));
    }

    @Test
    public void noNetworkForTheBuildIsOneLine() throws IOException {
        needsRoot();
        Path emptyHome = Files.createDirectories(folder.resolve("home"));
        Path other = folder.resolve("other");
        run("cp", "-a", checkout, other);
        run("rm", "-rf", other.resolve("harness/target"));
        Command command = inPlace(
                List.of("unshare", "-n"), List.of("PATH=" + System.getenv("PATH"), "HOME=" + emptyHome), "--version");
        List<Object> words = new ArrayList<>(command.argv());
        words.set(words.indexOf(checkout.resolve("ksmlab").toString()), other.resolve("ksmlab"));
        assertOneLine(Command.of(words.toArray()), 70, "no network: cannot fetch what the build needs");
    }

    /** A cache of 16 MiB. */
    private Command withoutDiskSpace(String... arguments) {
        String small = "mkdir -p \"$KSMLAB_CACHE\"; mount -t tmpfs -o size=16m none \"$KSMLAB_CACHE\";" + " PATH="
                + plainPath + "; exec \"$@\"";
        return inPlace(
                List.of(),
                List.of("PATH=" + System.getenv("PATH"), "unshare", "-m", "sh", "-c", small, "small"),
                arguments);
    }

    @Test
    public void noDiskSpaceIsOneLineThatSaysHowMuchIsNeeded() {
        needsRoot();
        assertOneLine(
                withoutDiskSpace("reproduce"), 70, "no disk space: the lab needs 6 GiB in " + cache, "16 MiB left");
    }

    @Test
    public void aLabHostIsEndedWithoutDiskSpace() {
        needsRoot();
        // It gets as far as to what else is missing.
        assertOneLine(withoutDiskSpace("lab", "down"), 64, "missing packages: default-jdk-headless unzip;");
    }
}
