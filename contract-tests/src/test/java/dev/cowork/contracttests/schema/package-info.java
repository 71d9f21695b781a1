/** Answers against the schemas of the contract, with every object closed. */
@NullMarked
package dev.cowork.contracttests.schema;

import org.jspecify.annotations.NullMarked;
