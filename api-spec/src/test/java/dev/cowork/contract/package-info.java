/** Keeps the rules of the contract: its form, its examples, its bundle, and that no release is broken. */
@NullMarked
package dev.cowork.contract;

import org.jspecify.annotations.NullMarked;
