package org.ksmlab.console;

import java.util.regex.Pattern;

/** Names of functions, from the symbols that compilers make of them. */
public final class FunctionName {
    /** What GCC and Clang append to the names of copies and parts of functions. */
    private static final Pattern SUFFIX =
            Pattern.compile("\\.(?:isra|constprop|part|cold|llvm|lto_priv|localalias)(?:\\.[\\w.]*+)?$");

    private FunctionName() {}

    /** The name as the source has it. */
    public static String plain(String symbol) {
        // The ELFv1 ABI of 64-bit PowerPC puts a dot before the code's symbol.
        String name = symbol.startsWith(".") ? symbol.substring(1) : symbol;
        return SUFFIX.matcher(name).replaceFirst("");
    }
}
