using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage;

/// <summary>
/// How values stand in columns, so that one SQL text serves both databases. SQLite has no days, instants or decimals: they are
/// text there that sorts as the values do (decimals are never sorted or summed in SQL).
/// </summary>
internal static class Columns
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Tells Dapper once. Its own mapping of a type has to go first, or the handler is not asked for parameters.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (registered) return;
            Register(new InstantColumn());
            Register(new DayColumn());
            Register(new DecimalColumn());
            Register(new TextColumn());
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            registered = true;
        }
    }

    /// <summary>PostgreSQL keeps microseconds; what SQLite and the caller see is cut to the same.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % 10, TimeSpan.Zero);

    public static string Text(DateTimeOffset at) => at.ToUniversalTime().ToString(InstantFormat, CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Exact, without trailing zeros: 1.20 and 1.2 are one value and must be one text.</summary>
    public static string Text(decimal value) => Plain(value).ToString(CultureInfo.InvariantCulture);

    public static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    public static DateTimeOffset Instant(string text) =>
        DateTimeOffset.ParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>What both databases can hold: no NUL, which PostgreSQL refuses, and no half of a surrogate pair.</summary>
    public static string Clean(string text)
    {
        var clean = true;
        for (var i = 0; clean && i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else clean = text[i] != '\0' && !char.IsSurrogate(text[i]);
        }
        if (clean) return text;
        return string.Concat(text.EnumerateRunes().Where(rune => rune.Value != 0));
    }

    /// <summary>A parameter's value as a column takes it.</summary>
    public static object Value(object? value, bool sqlite) => value switch
    {
        null => DBNull.Value,
        string text => Clean(text),
        DateTimeOffset at => sqlite ? Text(at) : Truncate(at),
        DateOnly day when sqlite => Text(day),
        decimal number => sqlite ? Text(number) : Plain(number),
        _ => value,
    };

    private static void Register<T>(SqlMapper.TypeHandler<T> handler)
    {
        SqlMapper.RemoveTypeMap(typeof(T));
        if (typeof(T).IsValueType) SqlMapper.RemoveTypeMap(typeof(Nullable<>).MakeGenericType(typeof(T)));
        SqlMapper.AddTypeHandler(handler);
    }

    private sealed class InstantColumn : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = parameter is SqliteParameter ? Text(value) : Truncate(value);

        public override DateTimeOffset Parse(object value) => value switch
        {
            string text => Instant(text),
            DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
            _ => (DateTimeOffset)value,
        };
    }

    private sealed class DayColumn : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value) =>
            parameter.Value = parameter is SqliteParameter ? Text(value) : value;

        public override DateOnly Parse(object value) => value switch
        {
            string text => Day(text),
            DateTime day => DateOnly.FromDateTime(day),
            _ => (DateOnly)value,
        };
    }

    private sealed class DecimalColumn : SqlMapper.TypeHandler<decimal>
    {
        public override void SetValue(IDbDataParameter parameter, decimal value) =>
            parameter.Value = parameter is SqliteParameter ? Text(value) : Plain(value);

        public override decimal Parse(object value) => value is string text
            ? Decimal(text)
            : Convert.ToDecimal(value, CultureInfo.InvariantCulture);
    }

    private sealed class TextColumn : SqlMapper.TypeHandler<string>
    {
        public override void SetValue(IDbDataParameter parameter, string? value) =>
            parameter.Value = value is null ? DBNull.Value : Clean(value);

        public override string Parse(object value) => (string)value;
    }
}
