package org.ksmlab.virt;

import java.util.Optional;
import org.ksmlab.model.GuestOwner;
import org.ksmlab.model.GuestSpec;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** libvirt's domain objects: freed after use, absent where there is none, and ours or not. */
final class Domains {
    /** VIR_DOMAIN_METADATA_ELEMENT, which libvirt-java has no name for. */
    private static final int METADATA_ELEMENT = 2;

    private Domains() {}

    /** What to do with a domain while it is held. */
    @FunctionalInterface
    interface Use<T> {
        T with(Domain domain) throws LibvirtException;
    }

    /** Looks a domain up and uses it; empty if there is none, or none any more. */
    static <T> Optional<T> find(Connect connect, String name, Use<T> use) throws LibvirtException {
        Domain domain;
        try {
            domain = connect.domainLookupByName(name);
        } catch (LibvirtException e) {
            return emptyIfGone(e);
        }
        return use(domain, use);
    }

    /** Uses a domain and frees it, or it would keep its connection open; empty if it is gone meanwhile. */
    static <T> Optional<T> use(Domain domain, Use<T> use) throws LibvirtException {
        try {
            return Optional.of(use.with(domain));
        } catch (LibvirtException e) {
            return emptyIfGone(e);
        } finally {
            domain.free();
        }
    }

    private static <T> Optional<T> emptyIfGone(LibvirtException e) throws LibvirtException {
        if (e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN) {
            return Optional.empty();
        }
        throw e;
    }

    /** @throws ForeignDomainException if the domain is not ours */
    static GuestOwner ownerOf(Domain domain) throws LibvirtException {
        String name = domain.getName();
        if (!name.startsWith(GuestSpec.NAME_PREFIX)) {
            throw new ForeignDomainException(name, "its name does not begin with " + GuestSpec.NAME_PREFIX, null);
        }
        try {
            return OwnerElement.read(domain.getMetadata(METADATA_ELEMENT, OwnerElement.NAMESPACE, 0));
        } catch (LibvirtException e) {
            if (e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
                throw new ForeignDomainException(name, "it has no metadata of " + OwnerElement.NAMESPACE, e);
            }
            throw e;
        } catch (IllegalArgumentException e) {
            throw new ForeignDomainException(name, "its metadata is not what we write: " + e.getMessage(), e);
        }
    }
}
