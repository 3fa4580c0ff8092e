using System.Data.Common;
using CsPerformance.Domain.Chat;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace CsPerformance.Storage;

/// <summary>
/// The fast way into the inbox: all messages of a batch in one statement (PostgreSQL) or one prepared statement (SQLite).
/// A key that is there already, also from another instance just now, makes a Duplicate.
/// </summary>
internal sealed class Arrivals
{
    private SqliteCommand? prepared;

    public void Store(WriteBatch batch, IReadOnlyList<Arrival> arrivals)
    {
        var transaction = new Transaction(batch);
        var now = transaction.Now;
        var rows = arrivals.Select(arrival => Row.Of(arrival.Message, transaction.Files.Link(arrival.Message.File))).ToList();
        if (batch.Connection is NpgsqlConnection server) StoreAll(server, batch.DbTransaction, arrivals, rows, now);
        else StoreEach((SqliteConnection)batch.Connection, batch.DbTransaction, arrivals, rows, now);
        batch.WakesInbox = true;
    }

    /// <summary>The connection is gone, and the prepared statement with it.</summary>
    public void Forget()
    {
        prepared?.Dispose();
        prepared = null;
    }

    private static void StoreAll(NpgsqlConnection connection, DbTransaction transaction, IReadOnlyList<Arrival> arrivals, List<Row> rows, DateTimeOffset now)
    {
        using var command = new NpgsqlCommand("""
            insert into inbox (channel, message_key, account, chat, payload, received_at, state, attempts)
            select channel, message_key, account, chat, payload, $6, 'new', 0
            from unnest($1, $2, $3, $4, $5) with ordinality as m (channel, message_key, account, chat, payload, place) order by place
            on conflict (channel, message_key) do nothing
            returning channel, message_key
            """, connection, (NpgsqlTransaction)transaction);
        foreach (var column in (IEnumerable<Func<Row, string>>)[r => r.Channel, r => r.Key, r => r.Account, r => r.Chat, r => r.Payload])
            command.Parameters.Add(new NpgsqlParameter { Value = rows.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        var stored = new HashSet<(string, string)>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read()) stored.Add((reader.GetString(0), reader.GetString(1)));
        }
        // The first with a key is the one that was stored; a second one in the same batch is a duplicate.
        for (var i = 0; i < arrivals.Count; i++)
            arrivals[i].Result = stored.Remove((rows[i].Channel, rows[i].Key)) ? Acceptance.Stored : Acceptance.Duplicate;
    }

    private void StoreEach(SqliteConnection connection, DbTransaction transaction, IReadOnlyList<Arrival> arrivals, List<Row> rows, DateTimeOffset now)
    {
        prepared ??= Prepare(connection);
        prepared.Transaction = (SqliteTransaction)transaction;
        for (var i = 0; i < arrivals.Count; i++)
        {
            var row = rows[i];
            string[] values = [row.Channel, row.Key, row.Account, row.Chat, row.Payload, Columns.Text(now)];
            for (var p = 0; p < values.Length; p++) prepared.Parameters[p].Value = values[p];
            arrivals[i].Result = prepared.ExecuteNonQuery() == 1 ? Acceptance.Stored : Acceptance.Duplicate;
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = """
            insert into inbox (channel, message_key, account, chat, payload, received_at, state, attempts)
            values ($1, $2, $3, $4, $5, $6, 'new', 0) on conflict (channel, message_key) do nothing
            """;
        foreach (var name in (IEnumerable<string>)["$1", "$2", "$3", "$4", "$5", "$6"]) command.Parameters.Add(name, SqliteType.Text);
        return command;
    }

    private sealed record Row(string Channel, string Key, string Account, string Chat, string Payload)
    {
        public static Row Of(IncomingMessage message, FileLink? file) => new(
            Columns.Clean(message.Channel), Columns.Clean(message.Key), Columns.Clean(message.Account),
            Columns.Clean(message.Chat.Group ?? ""), StoredIncoming.Write(message, file));
    }
}
