package org.ksmlab.virt;

import org.ksmlab.model.GuestOwner;
import org.w3c.dom.Element;

/** How a {@link GuestOwner} stands in a domain's metadata: {@code <ksmlab:guest run="..." trial="..."/>}. */
final class OwnerElement {
    static final String NAMESPACE = "https://ksmlab.org/domain/1";

    private OwnerElement() {}

    static void write(GuestOwner owner, XmlElement metadata) {
        metadata.add(NAMESPACE, "ksmlab:guest").attribute("run", owner.run()).attribute("trial", owner.trial());
    }

    /** @throws IllegalArgumentException if the element is not one of ours; anybody can write metadata */
    static GuestOwner read(String xml) {
        Element element = XmlElement.parse(xml).element();
        return new GuestOwner(element.getAttribute("run"), element.getAttribute("trial"));
    }
}
