// SPDX-License-Identifier: MIT
// Answers requests through JDBC, as DBeaver and Metabase ask: java ReadWithJdbc.java FILE [MODULE]
// `timestamps STATEMENT` shows the first column as the driver's java.sql.Timestamp, an instant.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

public class ReadWithJdbc {
    private static final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private static String text(String value) {
        if (value == null) {
            return "null";
        }
        StringBuilder json = new StringBuilder("\"");
        for (char one : value.toCharArray()) {
            if (one == '"' || one == '\\') {
                json.append('\\').append(one);
            } else if (one < ' ') {
                json.append(String.format("\\u%04x", (int) one));
            } else {
                json.append(one);
            }
        }
        return json.append('"').toString();
    }

    private static String cell(Object value) {
        String kind = value == null ? "null"
            : value instanceof Integer || value instanceof Long ? "integer"
            : value instanceof Double ? "real"
            : value instanceof String ? "text"
            : value.getClass().getName();
        return "[" + text(kind) + ", " + text(value == null ? null : value.toString()) + "]";
    }

    /** The driver's own answer, for everything at once. */
    private static void catalogue(Connection connection) throws SQLException {
        Map<String, String> kinds = new HashMap<>();
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
            while (tables.next()) {
                kinds.put(tables.getString("TABLE_NAME"), tables.getString("TABLE_TYPE").toLowerCase());
            }
        }
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, "%", "%")) {
            while (columns.next()) {
                String relation = columns.getString("TABLE_NAME");
                out.println("[" + text(relation) + ", " + text(kinds.get(relation)) + ", "
                    + text(columns.getString("COLUMN_NAME")) + ", " + text(columns.getString("TYPE_NAME")) + "]");
            }
        }
    }

    private static void rows(Connection connection, String request) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(request)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder("[");
                for (int column = 1; column <= columns; column++) {
                    row.append(column > 1 ? ", " : "").append(cell(rows.getObject(column)));
                }
                out.println(row.append("]"));
            }
        }
    }

    private static void timestamps(Connection connection, String request) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(request)) {
            while (rows.next()) {
                out.println("[[\"datetime\", " + text(rows.getTimestamp(1).toInstant().toString()) + "]]");
            }
        }
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        Properties properties = new Properties();
        properties.setProperty("open_mode", "1"); // SQLITE_OPEN_READONLY
        if (arguments.length > 1) {
            properties.setProperty("enable_load_extension", "true");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0], properties)) {
            if (arguments.length > 1) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("select load_extension('" + arguments[1] + "')");
                }
            }
            BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String request = requests.readLine(); request != null; request = requests.readLine()) {
                switch (request) {
                    case "catalogue" -> catalogue(connection);
                    case "begin" -> connection.setAutoCommit(false);
                    case "commit" -> {
                        connection.commit();
                        connection.setAutoCommit(true);
                    }
                    default -> {
                        if (request.startsWith("timestamps ")) {
                            timestamps(connection, request.substring("timestamps ".length()));
                        } else {
                            rows(connection, request);
                        }
                    }
                }
                out.println(".");
                out.flush();
            }
        }
    }
}
