package org.ksmlab.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A TCP port. */
final class PortConverter implements ITypeConverter<Integer> {
    private static final int LARGEST = 65_535;

    @Override
    public Integer convert(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= LARGEST) {
                return port;
            }
        } catch (NumberFormatException e) {
            // As wrong as one out of range.
        }
        throw new TypeConversionException("'" + value + "' is no port, which is 1 to " + LARGEST);
    }
}
