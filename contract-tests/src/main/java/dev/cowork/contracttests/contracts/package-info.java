/** The published contract as data, and the contracts that are generated from its examples at build time. */
@NullMarked
package dev.cowork.contracttests.contracts;

import org.jspecify.annotations.NullMarked;
