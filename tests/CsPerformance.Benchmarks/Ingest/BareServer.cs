using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using System.Xml.Linq;
using CsPerformance.Channels.Protocol;
using CsPerformance.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>The least that takes a callback and does not lose it: verify, decrypt, parse, one row in a group commit, 200. What the product is compared with.</summary>
internal static class BareServer
{
    private const int MostAtOnce = 256;
    private const string Insert = "insert into bare (msg_id, from_user, create_time, msg_type, content) ";

    public static async Task RunAsync(int port, StoreProvider provider, string connectionString)
    {
        await using DbDataSource source = provider == StoreProvider.Postgres ? NpgsqlDataSource.Create(connectionString) : SqliteFactory.Instance.CreateDataSource(connectionString);
        await using var connection = await source.OpenConnectionAsync();
        if (provider == StoreProvider.Sqlite) await RunAsync(connection, "pragma journal_mode = wal; pragma synchronous = full");
        await RunAsync(connection, connection is NpgsqlConnection
            ? "create table bare (id bigint generated always as identity primary key, msg_id text not null unique, from_user text not null, create_time bigint not null, msg_type text not null, content text not null, received_at timestamptz not null default now())"
            : "create table bare (id integer primary key, msg_id text not null unique, from_user text not null, create_time integer not null, msg_type text not null, content text not null, received_at integer not null default (unixepoch()))");
        var rows = Channel.CreateBounded<Row>(4096);
        var writing = Task.Run(() => WriteAsync(connection, rows.Reader));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await using var app = builder.Build();
        var crypto = new CallbackCrypto(SignedCallbacks.Token, SignedCallbacks.Key, SignedCallbacks.Corp);
        app.MapGet("/readyz", () => Results.Ok());
        app.MapPost("/wecom/callback", context => TakeAsync(context, crypto, rows.Writer));
        await app.RunAsync();
        rows.Writer.Complete();
        await writing;
    }

    private static async Task TakeAsync(HttpContext context, CallbackCrypto crypto, ChannelWriter<Row> rows)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var query = context.Request.Query;
        var encrypt = XElement.Parse(await reader.ReadToEndAsync()).Element("Encrypt")!.Value;
        if (!crypto.IsSigned(query["msg_signature"].ToString(), query["timestamp"]!, query["nonce"]!, encrypt) || crypto.Decrypt(encrypt) is not { } plain)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var message = XElement.Parse(plain);
        var row = new Row(
            message.Element("MsgId")!.Value, message.Element("FromUserName")!.Value, long.Parse(message.Element("CreateTime")!.Value, CultureInfo.InvariantCulture),
            message.Element("MsgType")!.Value, message.Element("Content")!.Value);
        await rows.WriteAsync(row);
        await row.Stored.Task;
    }

    private static async Task WriteAsync(DbConnection connection, ChannelReader<Row> rows)
    {
        var batch = new List<Row>(MostAtOnce);
        while (await rows.WaitToReadAsync())
        {
            while (batch.Count < MostAtOnce && rows.TryRead(out var row)) batch.Add(row);
            await InsertAsync(connection, batch);
            foreach (var row in batch) row.Stored.SetResult();
            batch.Clear();
        }
    }

    private static Task InsertAsync(DbConnection connection, List<Row> rows) =>
        connection is NpgsqlConnection server ? InsertAllAsync(server, rows) : InsertEachAsync((SqliteConnection)connection, rows);

    /// <summary>One statement, which is a transaction of its own.</summary>
    private static async Task InsertAllAsync(NpgsqlConnection connection, List<Row> rows)
    {
        await using var all = new NpgsqlCommand(Insert + "select * from unnest($1, $2, $3, $4, $5) on conflict do nothing", connection);
        all.Parameters.AddWithValue(rows.ConvertAll(row => row.Key));
        all.Parameters.AddWithValue(rows.ConvertAll(row => row.From));
        all.Parameters.AddWithValue(rows.ConvertAll(row => row.Time));
        all.Parameters.AddWithValue(rows.ConvertAll(row => row.Type));
        all.Parameters.AddWithValue(rows.ConvertAll(row => row.Content));
        await all.ExecuteNonQueryAsync();
    }

    private static async Task InsertEachAsync(SqliteConnection connection, List<Row> rows)
    {
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
        await using var each = connection.CreateCommand();
        each.Transaction = transaction;
        each.CommandText = Insert + "values ($1, $2, $3, $4, $5) on conflict do nothing";
        for (var i = 1; i <= 5; i++) each.Parameters.Add(string.Create(CultureInfo.InvariantCulture, $"${i}"), i == 3 ? SqliteType.Integer : SqliteType.Text);
        foreach (var row in rows)
        {
            object[] values = [row.Key, row.From, row.Time, row.Type, row.Content];
            for (var i = 0; i < values.Length; i++) each.Parameters[i].Value = values[i];
            each.ExecuteNonQuery();
        }
        await transaction.CommitAsync();
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Row(string Key, string From, long Time, string Type, string Content)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
