/** Requests to addresses that a model, a page or a person has named: one guarded client, so that nobody reaches what is not public. */
@NullMarked
package dev.cowork.server.platform.web;

import org.jspecify.annotations.NullMarked;
