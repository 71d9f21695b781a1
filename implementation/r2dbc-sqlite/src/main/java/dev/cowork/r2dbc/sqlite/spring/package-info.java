/**
 * What Spring needs to know about SQLite: the dialect of Spring Data R2DBC, the bind markers of {@code DatabaseClient},
 * and an auto-configuration for Spring Boot. All found by themselves; nothing is to be wired by hand.
 */
@NullMarked
package dev.cowork.r2dbc.sqlite.spring;

import org.jspecify.annotations.NullMarked;
