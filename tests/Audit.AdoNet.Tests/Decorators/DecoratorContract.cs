using System.Data;
using System.Data.Common;
using Audit.Events;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AdoNet.Tests.Decorators;

/// <summary>What decorators keep with every provider. Each test has a table <c>items (id, name)</c> of three rows.</summary>
public abstract partial class DecoratorContract : IAsyncLifetime
{
    private readonly RecordedEvents _recorded = new();
    private DbDataSource _plain = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected RecordedEvents Recorded => _recorded;

    protected DbDataSource DataSource { get; private set; } = null!;

    /// <summary>The provider's data source, on a database of the test's own.</summary>
    protected abstract Task<DbDataSource> CreateDataSourceAsync();

    protected abstract string System { get; }

    /// <summary>Whether the driver says that it has savepoints: where it does not, all of a transaction goes when one command must.</summary>
    protected virtual bool HasSavepoints => true;

    public async ValueTask InitializeAsync()
    {
        _plain = await CreateDataSourceAsync();
        await using (var connection = await _plain.OpenConnectionAsync(Token))
        {
            await connection.ExecuteAsync("CREATE TABLE items (id integer PRIMARY KEY, name varchar(50) NOT NULL)");
            await connection.ExecuteAsync("INSERT INTO items (id, name) VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        }

        DataSource = _plain.WithAudit(_recorded.Services);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _recorded.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_is_recorded_with_its_rows(bool isAsync)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var command = Command(connection, "UPDATE items SET name = @name WHERE id < 3", ("@name", "secret"));
        Assert.Equal(2, isAsync ? await command.ExecuteNonQueryAsync(Token) : command.ExecuteNonQuery());

        var recorded = _recorded.TakeOne();
        Assert.Equal((EventCategory.Database, "db.update", Outcome.Succeeded, CommandSource.AdoNet), (recorded.Category, recorded.Action, recorded.Outcome, recorded.Source));
        Assert.Equal(["items"], recorded.Statement!.TablesWritten.AsEnumerable());
        Assert.Equal((2L, -1L, System), (recorded.RowsAffected, recorded.RowsRead, recorded.Database!.System));
        Assert.Equal(["@name"], recorded.Parameters.Select(static parameter => parameter.Name));
        Assert.DoesNotContain("secret", recorded.Parameters[0].Value, StringComparison.Ordinal);
        // The guard limits its rows, and put a transaction around it.
        Assert.Equal(Assert.Single(_recorded.TakeTransactions()).TransactionId, recorded.TransactionId);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_duration_is_the_time_that_passed_whatever_the_clock_says(int hours)
    {
        await using var recorded = new RecordedEvents(services => services.AddSingleton<TimeProvider>(new JumpingClock(TimeSpan.FromHours(hours))));
        await using var connection = await _plain.WithAudit(recorded.Services).OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = Command(connection, "SELECT count(*) FROM items");
        command.Transaction = transaction;
        await command.ExecuteScalarAsync(Token);
        await transaction.CommitAsync(Token);

        Assert.InRange(recorded.TakeOne().DurationMicroseconds, 1, 60_000_000);
        Assert.InRange(Assert.Single(recorded.TakeTransactions()).DurationMicroseconds, 1, 60_000_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_are_counted_while_they_are_read_and_recorded_once_when_the_reader_closes(bool isAsync)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var command = Command(connection, "SELECT id, name FROM items ORDER BY id");
        var reader = isAsync ? await command.ExecuteReaderAsync(Token) : command.ExecuteReader();
        Assert.True(isAsync ? await reader.ReadAsync(Token) : reader.Read());
        Assert.Equal((1, "one"), (reader.GetInt32(0), reader.GetString(reader.GetOrdinal("name"))));
        Assert.True(isAsync ? await reader.ReadAsync(Token) : reader.Read());
        Assert.Empty(_recorded.Take());

        if (isAsync)
        {
            await reader.CloseAsync();
            await reader.DisposeAsync();
        }
        else
        {
            reader.Close();
            reader.Dispose();
        }

        var recorded = _recorded.TakeOne();
        Assert.Equal((2L, Outcome.Succeeded), (recorded.RowsRead, recorded.Outcome));
        Assert.Equal(["items"], recorded.Statement!.TablesRead.AsEnumerable());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_value_is_returned_and_recorded(bool isAsync)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var command = Command(connection, "SELECT count(*) FROM items");
        Assert.Equal(3L, Convert.ToInt64(isAsync ? await command.ExecuteScalarAsync(Token) : command.ExecuteScalar(), null));
        Assert.Equal("db.select", _recorded.TakeOne().Action);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_command_that_fails_is_recorded_and_its_exception_passed_on(bool isAsync)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var command = Command(connection, "INSERT INTO items (id, name) VALUES (1, 'doubled')");
        if (isAsync)
            await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteNonQueryAsync(Token));
        else
            Assert.ThrowsAny<DbException>(() => command.ExecuteNonQuery());

        var recorded = _recorded.TakeOne();
        Assert.Equal(Outcome.Failed, recorded.Outcome);
        Assert.False(string.IsNullOrEmpty(recorded.ErrorCode));
        Assert.DoesNotContain("doubled", recorded.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_cancelled_is_recorded_as_such()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var command = Command(connection, "SELECT count(*) FROM items");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteScalarAsync(cancelled.Token));
        Assert.Equal(Outcome.Cancelled, _recorded.TakeOne().Outcome);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Commands_carry_the_id_of_the_transaction_they_run_in(bool isAsync, bool commits)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using (var transaction = isAsync ? await connection.BeginTransactionAsync(Token) : connection.BeginTransaction(IsolationLevel.Unspecified))
        {
            Assert.Same(connection, transaction.Connection);
            await using var command = Command(connection, "DELETE FROM items WHERE id = 1");
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(Token);
            await connection.ExecuteAsync("DELETE FROM items WHERE id = 2", transaction: transaction);
            if (commits)
                await transaction.CommitAsync(Token);
            else
                transaction.Rollback();
        }

        await connection.ExecuteAsync("DELETE FROM items WHERE id = 4");
        var recorded = _recorded.Take();
        Assert.Equal(3, recorded.Count);
        Assert.NotEqual(Guid.Empty, recorded[0].TransactionId);
        Assert.Equal(recorded[0].TransactionId, recorded[1].TransactionId);
        Assert.Equal(Guid.Empty, recorded[2].TransactionId);
        Assert.Equal(commits ? 1 : 3, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Fact]
    public async Task Dapper_is_recorded()
    {
        await using var connection = DataSource.CreateConnection();
        var names = await connection.QueryAsync<string>("SELECT name FROM items WHERE id > @least ORDER BY id", new { least = 1 });
        Assert.Equal(["two", "three"], names);
        Assert.Equal(2, _recorded.TakeOne().RowsRead);

        await connection.ExecuteAsync("INSERT INTO items (id, name) VALUES (@id, @name)", new[] { new { id = 8, name = "x" }, new { id = 9, name = "y" } });
        Assert.All(_recorded.Take(), static recorded => Assert.Equal(("db.insert", 1L), (recorded.Action, recorded.RowsAffected)));
    }

    [Fact]
    public async Task What_is_the_drivers_own_can_be_reached_and_is_not_recorded()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        var own = connection.Unwrap();
        Assert.NotSame(connection, own);
        Assert.Same(own, own.Unwrap());
        await own.ExecuteAsync("DELETE FROM items WHERE id = 1");
        Assert.Empty(_recorded.Take());
        Assert.Same(connection, connection.WithAudit(_recorded.Services));
    }

    [Fact]
    public async Task Nothing_is_recorded_while_recording_is_off()
    {
        _recorded.IsEnabled = false;
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        Assert.Equal(3, (await connection.QueryAsync<int>("SELECT id FROM items")).Count());
        await connection.ExecuteAsync("DELETE FROM items WHERE id = 1");
        Assert.Empty(_recorded.Take());
    }

    [Fact]
    public async Task A_connection_behaves_like_the_one_it_wraps()
    {
        await using var connection = DataSource.CreateConnection();
        var states = new List<ConnectionState>();
        connection.StateChange += (sender, change) =>
        {
            Assert.Same(connection, sender);
            states.Add(change.CurrentState);
        };
        await connection.OpenAsync(Token);
        var own = connection.Unwrap();
        Assert.Equal((own.Database, own.DataSource, own.ServerVersion, own.State), (connection.Database, connection.DataSource, connection.ServerVersion, connection.State));
        Assert.Equal((own.ConnectionTimeout, own.CanCreateBatch), (connection.ConnectionTimeout, connection.CanCreateBatch));
        Assert.NotEmpty(connection.GetSchema().Rows);
        await connection.CloseAsync();
        Assert.Equal([ConnectionState.Open, ConnectionState.Closed], states.Where(static state => state is ConnectionState.Open or ConnectionState.Closed));
    }

    [Fact]
    public async Task A_providers_factory_makes_what_is_recorded()
    {
        await using var plain = await _plain.OpenConnectionAsync(Token);
        var factory = DbProviderFactories.GetFactory(plain)!.WithAudit(_recorded.Services);
        await using var connection = factory.CreateConnection()!;
        connection.ConnectionString = plain.ConnectionString;
        await connection.OpenAsync(Token);
        await using var command = factory.CreateCommand()!;
        command.Connection = connection;
        command.CommandText = "SELECT name FROM items WHERE id = 2";
        Assert.Equal("two", await command.ExecuteScalarAsync(Token));
        Assert.Equal("db.select", _recorded.TakeOne().Action);
        Assert.Equal(factory.GetType(), DbProviderFactories.GetFactory(connection)!.GetType());
    }

    private protected static DbCommand Command(DbConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>A clock that is set with every look at it.</summary>
    private sealed class JumpingClock(TimeSpan jump) : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + (Interlocked.Increment(ref _looks) * jump);
    }
}
