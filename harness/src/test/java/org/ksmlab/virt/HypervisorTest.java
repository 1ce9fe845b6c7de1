package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.GuestSpec;
import org.ksmlab.model.GuestSpec.KernelBoot;
import org.ksmlab.waiting.Await;
import org.ksmlab.waiting.Deadline;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** On libvirt's own in-memory hypervisor, whose state lasts as long as one connection to it is open. */
public class HypervisorTest {
    private static final LibvirtUri MEMORY = new LibvirtUri("test:///default");

    private Hypervisor hypervisor;

    @BeforeMethod
    public void connect() {
        hypervisor = Hypervisor.connect(MEMORY, soon());
    }

    @AfterMethod(alwaysRun = true)
    public void close() {
        hypervisor.close();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    /** What somebody else does on the same host. */
    private static void foreign(String xml) throws LibvirtException {
        Connect other = new Connect(MEMORY.text());
        other.domainCreateXML(xml, 0).free();
        other.close();
    }

    private static String domain(String name, String metadata) {
        return """
                <domain type='test'><name>%s</name><memory>8192</memory><os><type>hvm</type></os>
                <metadata>%s</metadata></domain>""".formatted(name, metadata);
    }

    @Test
    public void aGuestRunsUntilItIsDestroyedAndLeavesNothing() {
        hypervisor.start(Guests.full(), Guests.OWNER, soon());
        assertThat(hypervisor.ours(soon()))
                .containsExactly(new OwnGuest("ksmlab-full", Guests.OWNER, GuestState.RUNNING));

        assertThat(hypervisor.destroy("ksmlab-full", soon())).isTrue();
        assertThat(hypervisor.ours(soon())).isEmpty();
        assertThat(hypervisor.destroy("ksmlab-full", soon())).isFalse();
    }

    @Test
    public void markupInAValueComesBackFromLibvirtAsItWas() throws LibvirtException {
        String hostile = "</cmdline></os> & \"' ]]> <!-- &amp; \u00fc";
        GuestOwner owner = new GuestOwner("\"/><x y='&'", "]]>");
        hypervisor.start(Guests.booting("ksmlab-a", new KernelBoot("/boot/<k>", "/srv/&i", hostile)), owner, soon());
        assertThat(hypervisor.ours(soon())).extracting(OwnGuest::owner).containsExactly(owner);
        String xml = other("ksmlab-a", domain -> domain.getXMLDesc(0));
        assertThat(DomainXmlTest.textOf(XmlElement.parse(xml), "cmdline")).isEqualTo(hostile);
    }

    @Test
    public void aGuestOutlivesTheConnectionThatStartedIt() {
        try (Hypervisor killed = Hypervisor.connect(MEMORY, soon())) {
            killed.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon());
        }
        assertThat(hypervisor.ours(soon())).extracting(OwnGuest::name).containsExactly("ksmlab-a");
    }

    @Test
    public void whatARefusalIsAboutAndLibvirtsOwnWordsAreInTheMessage() {
        hypervisor.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon());
        assertThatThrownBy(() -> hypervisor.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageStartingWith("test:///default: the start of ksmlab-a: ")
                .hasMessageContaining("already exists")
                .hasCauseInstanceOf(LibvirtException.class);
    }

    @DataProvider
    public Object[][] domainsOfOthers() {
        return new Object[][] {
            {"web", "", "its name does not begin with ksmlab-"},
            {"web", metadata("run='a' trial='b'"), "its name does not begin with ksmlab-"},
            {"ksmlab-web", "", "it has no metadata of https://ksmlab.org/domain/1"},
            {"ksmlab-web", "<x:guest xmlns:x='urn:other' run='a' trial='b'/>", "it has no metadata of"},
            {"ksmlab-web", metadata("run='a'"), "its metadata is not what we write: trial: ''"},
        };
    }

    @Test(dataProvider = "domainsOfOthers")
    public void aDomainOfSomebodyElseIsNeitherListedNorDestroyed(String name, String metadata, String why)
            throws LibvirtException {
        foreign(domain(name, metadata));
        assertThat(hypervisor.ours(soon())).isEmpty();
        assertThatThrownBy(() -> hypervisor.destroy(name, soon()))
                .isInstanceOf(ForeignDomainException.class)
                .hasMessageContaining("'" + name + "' is not ours and is left alone: " + why);
        assertThat(other(name, GuestState::of)).isEqualTo(GuestState.RUNNING);
    }

    @Test
    public void guestsAreStartedSideBySide() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                GuestSpec spec = Guests.plain("ksmlab-" + i);
                starts.add(threads.submit(() -> hypervisor.start(spec, Guests.OWNER, soon())));
            }
            starts.forEach(start -> Await.result("a start", soon(), start));
        } finally {
            threads.shutdownNow();
        }
        assertThat(hypervisor.ours(soon())).hasSize(32);
    }

    @Test
    public void theEndOfAGuestIsSeenBesideThatOfOthers() {
        hypervisor.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon());
        hypervisor.start(Guests.plain("ksmlab-b"), Guests.OWNER, soon());
        try (GuestWatcher watcher = hypervisor.watch(Set.of("ksmlab-b"), soon())) {
            assertThat(watcher.firstEnd()).isEmpty();
            hypervisor.destroy("ksmlab-a", soon());
            hypervisor.destroy("ksmlab-b", soon());
            GuestEvent end = Await.value("the end of a guest", soon(), Duration.ofMillis(1), watcher::firstEnd);
            assertThat(end.guest()).isEqualTo("ksmlab-b");
            assertThat(end.kind()).isEqualTo(GuestEvent.Kind.STOPPED);
            assertThat(end.detail()).isEqualTo("destroyed");
            assertThat(watcher.events()).extracting(GuestEvent::guest).containsOnly("ksmlab-b");
        }
    }

    @Test
    public void aPauseIsNoEnd() throws LibvirtException {
        hypervisor.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon());
        try (GuestWatcher watcher = hypervisor.watch(Set.of("ksmlab-a"), soon())) {
            pause("ksmlab-a");
            Await.until("the pause", soon(), () -> sees(watcher, GuestEvent.Kind.PAUSED));
            assertThat(watcher.firstEnd()).isEmpty();
            assertThat(other("ksmlab-a", GuestState::of)).isEqualTo(GuestState.PAUSED);
        }
    }

    @Test
    public void theEndOfAFormerGuestOfTheSameNameDoesNotCount() throws LibvirtException {
        hypervisor.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon());
        hypervisor.destroy("ksmlab-a", soon());
        hypervisor.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon());
        try (GuestWatcher watcher = hypervisor.watch(Set.of("ksmlab-a"), soon())) {
            pause("ksmlab-a"); // events come in order: what came before this one has been told
            Await.until("the pause", soon(), () -> sees(watcher, GuestEvent.Kind.PAUSED));
            assertThat(watcher.firstEnd()).isEmpty();
        }
    }

    private static boolean sees(GuestWatcher watcher, GuestEvent.Kind kind) {
        return watcher.events().stream().anyMatch(event -> event.kind() == kind);
    }

    /** As somebody else does, or QEMU itself. */
    private static void pause(String name) throws LibvirtException {
        other(name, domain -> {
            domain.suspend();
            return true;
        });
    }

    private static <T> T other(String name, Domains.Use<T> use) throws LibvirtException {
        Connect other = new Connect(MEMORY.text());
        try {
            return Domains.find(other, name, use).orElseThrow();
        } finally {
            other.close();
        }
    }

    @Test
    public void aGuestThatIsGoneBeforeTheWatchBeginsCountsAsStopped() {
        try (GuestWatcher watcher = hypervisor.watch(Set.of("ksmlab-a"), soon())) {
            GuestEvent end = watcher.firstEnd().orElseThrow();
            assertThat(end.guest()).isEqualTo("ksmlab-a");
            assertThat(end.kind()).isEqualTo(GuestEvent.Kind.STOPPED);
            assertThat(end.detail()).isEqualTo("before the watch began");
        }
    }

    @Test
    public void aClosedWatcherSeesNothingMore() {
        hypervisor.start(Guests.plain("ksmlab-a"), Guests.OWNER, soon());
        GuestWatcher closed = hypervisor.watch(Set.of("ksmlab-a"), soon());
        closed.close();
        try (GuestWatcher open = hypervisor.watch(Set.of("ksmlab-a"), soon())) {
            hypervisor.destroy("ksmlab-a", soon());
            Await.until("the end", soon(), () -> open.firstEnd().isPresent());
        }
        assertThat(closed.firstEnd()).isEmpty();
    }

    @Test
    public void aCallAfterTheEndIsRefusedAndTheEndComesOnce() {
        hypervisor.close();
        hypervisor.close();
        assertThatThrownBy(() -> hypervisor.ours(soon()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the connection to test:///default is closed");
    }

    private static String metadata(String attributes) {
        return "<x:guest xmlns:x='https://ksmlab.org/domain/1' " + attributes + "/>";
    }
}
