/** The embedded lab host: a NUMA machine in QEMU whose kernel is a real KVM host. */
@NullMarked
package org.ksmlab.lab;

import org.jspecify.annotations.NullMarked;
