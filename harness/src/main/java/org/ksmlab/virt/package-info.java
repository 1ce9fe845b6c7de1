/** Guests as libvirt domains: what they are made of, started, listed, watched and removed. The only package that talks to libvirt. */
@NullMarked
package org.ksmlab.virt;

import org.jspecify.annotations.NullMarked;
