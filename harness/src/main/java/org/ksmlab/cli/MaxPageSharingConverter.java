package org.ksmlab.cli;

import org.ksmlab.model.KsmState;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A limit on sharing; {@code max} is none. */
final class MaxPageSharingConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        if (value.equals("max")) {
            return KsmState.UNLIMITED;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is neither a number nor max");
        }
    }
}
