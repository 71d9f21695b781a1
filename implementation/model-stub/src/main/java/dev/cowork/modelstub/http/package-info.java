/** HTTP/1.1 on plain sockets: it sees a client go while it answers, and can break off inside a line. */
@NullMarked
package dev.cowork.modelstub.http;

import org.jspecify.annotations.NullMarked;
