/** Requests that mean harm, made for every operation of the contract. */
@NullMarked
package dev.cowork.contracttests.hostile;

import org.jspecify.annotations.NullMarked;
