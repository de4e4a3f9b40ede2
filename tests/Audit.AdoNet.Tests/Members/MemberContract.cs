extern alias driver;

using System.Data.Common;
using System.Reflection;
using Audit.AdoNet.Tests.Decorators;
using Audit.Testing.MariaDb;
using Audit.Testing.Postgres;
using Dapper;
using driver::MySqlConnector;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Audit.AdoNet.Tests.Members;

/// <summary>
/// Every member of a decorator gives what the provider's own object gives in its place: the same value, or the same exception. In the spirit of the specification tests for
/// ADO.NET providers, but the provider itself is what is asked for the right answer.
/// </summary>
public abstract class MemberContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A new data source of the provider on the test's database.</summary>
    protected abstract DbDataSource CreateDataSource();

    /// <summary>The types of the columns <c>ratio</c>, <c>at</c> and <c>data</c>, and a value of the last.</summary>
    protected abstract (string Ratio, string At, string Data, string Bytes) Kinds { get; }

    [Fact]
    public Task Connections() => CompareAsync(ConnectionProbes.All);

    [Fact]
    public Task Commands() => CompareAsync(CommandProbes.All);

    [Fact]
    public Task Readers() => CompareAsync(ReaderProbes.All);

    [Fact]
    public Task Transactions() => CompareAsync(TransactionProbes.All);

    [Fact]
    public Task Batches() => CompareAsync(BatchProbes.All);

    [Fact]
    public Task Data_sources() => CompareAsync(DataSourceProbes.All);

    private async Task CompareAsync(Probe[] probes)
    {
        await using var recorded = new RecordedEvents();
        await using (var source = CreateDataSource())
        await using (var connection = await source.OpenConnectionAsync(Token))
        {
            var (ratio, at, data, bytes) = Kinds;
            await connection.ExecuteAsync("DROP TABLE IF EXISTS items; DROP TABLE IF EXISTS kinds");
            await connection.ExecuteAsync("CREATE TABLE items (id integer PRIMARY KEY, name varchar(50) NOT NULL)");
            await connection.ExecuteAsync(
                $"CREATE TABLE kinds (id integer, name varchar(50), amount decimal(10,2), ratio {ratio}, flag boolean, at {at}, data {data}, missing varchar(50))");
            await connection.ExecuteAsync($"INSERT INTO kinds VALUES (7, 'seven', 7.25, 0.5, true, '2026-01-02 03:04:05', {bytes}, NULL)");
        }

        var differences = new List<string>();
        foreach (var probe in probes)
        {
            var expected = await ObserveAsync(probe, static source => source);
            var actual = await ObserveAsync(probe, source => source.WithAudit(recorded.Services));
            if (expected != actual)
                differences.Add($"{probe.Type.Name}.{probe.Member}\n  provider:  {expected}\n  decorator: {actual}");
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private async Task<string> ObserveAsync(Probe probe, Func<DbDataSource, DbDataSource> decorate)
    {
        await using (var plain = CreateDataSource())
        await using (var connection = await plain.OpenConnectionAsync(Token))
            await connection.ExecuteAsync("DELETE FROM items; INSERT INTO items (id, name) VALUES (1, 'one'), (2, 'two'), (3, 'three')");

        await using var source = decorate(CreateDataSource());
        return await Observation.OfAsync(() => probe.Run(source));
    }
}

public sealed class SqliteMemberTests : MemberContract, IDisposable
{
    private readonly string _connectionString = $"Data Source=members_{Guid.NewGuid():N};Mode=Memory;Cache=Shared";
    private readonly SqliteConnection _keptOpen;

    public SqliteMemberTests()
    {
        _keptOpen = new SqliteConnection(_connectionString);
        _keptOpen.Open();
    }

    public void Dispose() => _keptOpen.Dispose();

    protected override (string Ratio, string At, string Data, string Bytes) Kinds => ("real", "text", "blob", "x'010203'");

    protected override DbDataSource CreateDataSource() => SqliteFactory.Instance.CreateDataSource(_connectionString);
}

public sealed class PostgresMemberTests(PostgresFixture postgres) : MemberContract, IAsyncLifetime
{
    private readonly string _connectionString = postgres.CreateConnectionString("Pooling=false");

    protected override (string Ratio, string At, string Data, string Bytes) Kinds => ("double precision", "timestamp", "bytea", "'\\x010203'");

    public async ValueTask InitializeAsync()
    {
        var own = new NpgsqlConnectionStringBuilder(_connectionString);
        var name = own.Database;
        own.Database = "postgres";
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.ExecuteAsync($"CREATE DATABASE {name}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override DbDataSource CreateDataSource() => NpgsqlDataSource.Create(_connectionString);
}

public sealed class MariaDbMemberTests(MariaDbFixture mariaDb) : MemberContract, IAsyncLifetime
{
    private readonly string _database = $"members_{Guid.NewGuid():N}";

    protected override (string Ratio, string At, string Data, string Bytes) Kinds => ("double", "datetime", "blob", "x'010203'");

    public async ValueTask InitializeAsync()
    {
        await using var connection = new MySqlConnection(mariaDb.ConnectionString);
        await connection.ExecuteAsync($"CREATE DATABASE {_database}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override DbDataSource CreateDataSource() =>
        new MySqlDataSource(new MySqlConnectionStringBuilder(mariaDb.ConnectionString) { Database = _database }.ConnectionString);
}

public sealed class MemberListTests
{
    [Fact]
    public void No_member_is_left_out()
    {
        Probe[] probes = [.. ConnectionProbes.All, .. CommandProbes.All, .. ReaderProbes.All, .. TransactionProbes.All, .. BatchProbes.All, .. DataSourceProbes.All];
        foreach (var type in (Type[])[typeof(DbConnection), typeof(DbCommand), typeof(DbDataReader), typeof(DbTransaction), typeof(DbBatch), typeof(DbBatchCommand), typeof(DbDataSource)])
        {
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(static member => member is not (ConstructorInfo or MethodInfo { IsSpecialName: true }))
                .Select(static member => member.Name);
            Assert.Empty(members.Distinct().Except(probes.Where(probe => probe.Type == type).Select(static probe => probe.Member)));
        }
    }
}
