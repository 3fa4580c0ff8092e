using Npgsql;

namespace CsPerformance.Storage.Tests;

public sealed class StoreOptionsTests
{
    private const string Server = "Host=db;Username=bot;Database=bot";

    [Fact]
    public void Kerberos_is_not_looked_for_where_nobody_asked_for_it() =>
        Assert.Equal(GssEncryptionMode.Disable, Made(Server).GssEncryptionMode);

    [Theory]
    [InlineData("GSS Encryption Mode=Prefer", GssEncryptionMode.Prefer)]
    [InlineData("Gss Encryption Mode=Require", GssEncryptionMode.Require)]
    [InlineData("gss encryption mode = prefer ", GssEncryptionMode.Prefer)]
    public void An_admin_who_asks_for_Kerberos_gets_it(string asked, GssEncryptionMode mode) =>
        Assert.Equal(mode, Made($"{Server};{asked}").GssEncryptionMode);

    [Fact]
    public void What_the_admin_set_stays()
    {
        var made = Made(Server + ";SSL Mode=Require;Search Path=acme;Timeout=7");

        Assert.Equal((SslMode.Require, "acme", 7), (made.SslMode, made.SearchPath, made.Timeout));
    }

    private static NpgsqlConnectionStringBuilder Made(string connection) => new(new StoreOptions(StoreProvider.Postgres, connection).ServerConnectionString);
}
