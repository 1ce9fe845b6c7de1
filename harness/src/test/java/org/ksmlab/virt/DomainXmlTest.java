package org.ksmlab.virt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.GuestSpec;
import org.ksmlab.model.GuestSpec.KernelBoot;
import org.testng.annotations.Test;
import org.w3c.dom.Element;

/** The golden files were written by hand after libvirt's formatdomain.html; HypervisorTest holds them against libvirt's schema. */
public class DomainXmlTest {
    private static String golden(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(DomainXmlTest.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    public void allThatAGuestCanHaveIsWritten() throws IOException {
        assertThat(DomainXml.of(Guests.full(), Guests.OWNER)).isEqualTo(golden("full.xml"));
    }

    @Test
    public void aGuestWithoutKvmDiskAndNetworkHasNoneOfThem() throws IOException {
        assertThat(DomainXml.of(Guests.plain("ksmlab-plain"), Guests.OWNER)).isEqualTo(golden("plain.xml"));
    }

    @Test
    public void markupInAValueStaysAValue() {
        String hostile = "</cmdline></os><devices/> & \"' ]]> <!-- &amp; \u00fc\ud83d\ude00";
        GuestOwner owner = new GuestOwner("\"/><x y='&'", "]]>");
        GuestSpec spec = Guests.booting("ksmlab-plain", new KernelBoot("/boot/<k>", "/srv/&i", hostile));
        XmlElement domain = XmlElement.parse(DomainXml.of(spec, owner));
        assertThat(textOf(domain, "cmdline")).isEqualTo(hostile);
        assertThat(textOf(domain, "kernel")).isEqualTo("/boot/<k>");
        assertThat(textOf(domain, "initrd")).isEqualTo("/srv/&i");
        Element guest = (Element) domain.element()
                .getElementsByTagNameNS(OwnerElement.NAMESPACE, "guest")
                .item(0);
        assertThat(guest.getAttribute("run")).isEqualTo(owner.run());
        assertThat(guest.getAttribute("trial")).isEqualTo(owner.trial());
        assertThat(domain.element().getElementsByTagName("devices").getLength()).isEqualTo(1);
    }

    static String textOf(XmlElement domain, String name) {
        return domain.element().getElementsByTagName(name).item(0).getTextContent();
    }
}
