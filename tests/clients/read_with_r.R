# SPDX-License-Identifier: MIT
# Answers requests with R's RSQLite: Rscript read_with_r.R FILE [MODULE]
arguments <- commandArgs(trailingOnly = TRUE)
connection <- DBI::dbConnect(RSQLite::SQLite(), arguments[1], flags = RSQLite::SQLITE_RO)
if (length(arguments) > 1) {
  invisible(DBI::dbGetQuery(connection, paste0("select load_extension('", arguments[2], "')")))
}

json <- function(value) {
  if (is.na(value)) "null" else encodeString(value, quote = '"') # the mirror's texts have no control characters
}

cell <- function(value) {
  kind <- if (is.na(value)) "null"
    else if (bit64::is.integer64(value) || is.integer(value)) "integer"
    else if (is.double(value)) "real"
    else "text"
  shown <- if (kind == "null") NA_character_
    else if (kind == "real") format(value, digits = 17)
    else as.character(value)
  paste0('["', kind, '", ', json(shown), "]")
}

answer <- function(request) {
  if (request == "begin" || request == "commit") {
    DBI::dbExecute(connection, request)
    return(invisible())
  }
  if (request == "catalogue") {
    rows <- DBI::dbGetQuery(connection, paste(
      "select m.name as a, m.type as b, c.name as c, c.type as d",
      "from sqlite_master as m, pragma_table_info(m.name) as c where m.type in ('table', 'view')"))
    cat(sprintf("[%s]\n", apply(apply(rows, c(1, 2), json), 1, paste, collapse = ", ")), sep = "")
    return(invisible())
  }
  rows <- DBI::dbGetQuery(connection, request)
  for (row in seq_len(nrow(rows))) {
    cat("[", paste(vapply(rows, function(column) cell(column[row]), ""), collapse = ", "), "]\n", sep = "")
  }
}

requests <- file("stdin")
open(requests)
while (length(request <- readLines(requests, n = 1)) > 0) {
  answer(request)
  cat(".\n")
  flush(stdout())
}
