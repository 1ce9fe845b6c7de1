package org.ksmlab.virt;

/** Where libvirt is, as its uri.html writes it. */
public record LibvirtUri(String text) {
    /** This machine's own. */
    public static final LibvirtUri LOCAL = new LibvirtUri("qemu:///system");

    public LibvirtUri {
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: '" + text + "'");
        }
    }
}
