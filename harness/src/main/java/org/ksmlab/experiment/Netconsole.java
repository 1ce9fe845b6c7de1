package org.ksmlab.experiment;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a host's kernel sends what it says by netconsole, so that it is heard even when nothing else of the host answers.
 *
 * @param to an address of ours
 * @param from what its datagrams come from
 */
public record Netconsole(InetSocketAddress to, InetAddress from) {}
