using System.Data;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Parameters;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;
using Audit.AdoNet.Tests.Parameters;
using Audit.Context;
using Audit.Events;
using Audit.Redaction;
using Audit.Statements;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Tests.Recording;

public sealed class CommandRecorderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private const int LongestStatement = 1000;

    private readonly List<AuditEvent> _recorded = [];

    [Fact]
    public async Task A_command_becomes_an_event_with_what_is_known_of_it()
    {
        await using var services = CreateServices();
        using var connection = new SqliteConnection("Data Source=:memory:");
        using var command = new SqliteCommand("DROP TABLE Items", connection) { Parameters = { new SqliteParameter("@id", 7) } };
        var transaction = AuditId.Create(1);

        services.GetRequiredService<CommandRecorder>().Record(command, new CommandEnd
        {
            StartedAt = Start,
            Duration = TimeSpan.FromTicks(12_345),
            RowsAffected = 3,
            Transaction = new TransactionRecord(transaction, Start, 0),
        });

        var recorded = Assert.Single(_recorded);
        Assert.Equal((EventCategory.Database, "db.drop", Outcome.Succeeded), (recorded.Category, recorded.Action, recorded.Outcome));
        Assert.Equal((Risk.Critical, true), (recorded.Risk, recorded.Destructive));
        Assert.Equal((Start, 1234L), (recorded.OccurredAt, recorded.DurationMicroseconds));
        Assert.Equal((3L, -1L, transaction), (recorded.RowsAffected, recorded.RowsRead, recorded.TransactionId));
        Assert.Equal((CommandSource.AdoNet, "sqlite"), (recorded.Source, recorded.Database!.System));
        Assert.Equal([new AuditParameter("@id", Redacted.Marker)], recorded.Parameters.AsEnumerable());
        Assert.True(recorded.Redactions.IsEmpty);
    }

    [Theory]
    [InlineData(10, 1, new string[0])]
    [InlineData(2000, 1, new[] { "statement:truncated" })]
    [InlineData(10, 300, new[] { "parameters:truncated" })]
    [InlineData(2000, 300, new[] { "parameters:truncated", "statement:truncated" })]
    public async Task What_was_cut_is_marked(int length, int parameters, string[] marks)
    {
        await using var services = CreateServices();
        using var command = new SqliteCommand("SELECT " + new string('x', length));
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter($"@p{i}", i));

        services.GetRequiredService<CommandRecorder>().Record(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero });

        Assert.Equal(marks, Assert.Single(_recorded).Redactions.AsEnumerable());
    }

    [Fact]
    public async Task The_source_of_the_context_counts_more_than_that_of_the_capture()
    {
        await using var services = CreateServices();
        using var command = new SqliteCommand("SELECT 1");

        using (AuditContext.Push(AuditContext.Current with { Source = CommandSource.Seeder }))
            services.GetRequiredService<CommandRecorder>().Record(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero });

        Assert.Equal(CommandSource.Seeder, Assert.Single(_recorded).Source);
    }

    [Fact]
    public async Task A_command_without_connection_has_no_database()
    {
        await using var services = CreateServices();
        using var command = new SqliteCommand("SELECT 1");

        await services.GetRequiredService<CommandRecorder>().RecordAsync(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero });

        Assert.Null(Assert.Single(_recorded).Database);
    }

    [Fact]
    public async Task A_failure_is_recorded_with_its_code_and_a_redacted_message()
    {
        await using var services = CreateServices();
        using var connection = new SqliteConnection("Data Source=:memory:");
        using var command = new SqliteCommand("SELECT 1", connection);
        var recorder = services.GetRequiredService<CommandRecorder>();

        recorder.Record(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero, Exception = new SqliteException("secret row", 19, 2067) });
        recorder.Record(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero, IsCancelled = true });

        Assert.Equal((Outcome.Failed, "2067", "redacted 10"), (_recorded[0].Outcome, _recorded[0].ErrorCode, _recorded[0].ErrorMessage));
        Assert.Equal((Outcome.Cancelled, (string?)null), (_recorded[1].Outcome, _recorded[1].ErrorCode));
    }

    [Fact]
    public async Task An_error_that_becomes_known_later_changes_the_outcome_and_nothing_else()
    {
        await using var services = CreateServices();
        using var connection = new SqliteConnection("Data Source=:memory:");
        using var command = new SqliteCommand("INSERT INTO Items VALUES (1)", connection);
        var recorder = services.GetRequiredService<CommandRecorder>();
        AuditEvent before;
        using (AuditContext.Push(AuditContext.Background with { Actor = AuditActor.Service("importer"), TraceId = "trace", SpanId = "span" }))
            before = recorder.TryCreate(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.FromSeconds(1), RowsAffected = 5 })!;

        var after = recorder.WithError(before, new SqliteException("full", 13), SqlDialect.Sqlite);

        Assert.Equal((Outcome.Failed, "13", "redacted 4"), (after.Outcome, after.ErrorCode, after.ErrorMessage));
        foreach (var property in typeof(AuditEvent).GetProperties())
        {
            if (property.Name is not (nameof(AuditEvent.Outcome) or nameof(AuditEvent.ErrorCode) or nameof(AuditEvent.ErrorMessage)))
                Assert.Equal(property.GetValue(before), property.GetValue(after));
        }
    }

    [Fact]
    public async Task A_connection_that_cannot_be_described_costs_the_event_its_database_only()
    {
        await using var services = CreateServices();
        using var connection = new UnspeakableConnection();
        using var command = new SqliteCommand("SELECT 1", connection);

        services.GetRequiredService<CommandRecorder>().Record(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero });

        Assert.Null(Assert.Single(_recorded).Database);
        Assert.Equal(1, services.GetRequiredService<CaptureFailures>().Count);
    }

    [Fact]
    public async Task A_log_that_fails_is_counted_and_nothing_is_thrown()
    {
        await using var services = CreateServices(new InvalidOperationException("broken"));
        using var command = new SqliteCommand("SELECT 1");
        var recorder = services.GetRequiredService<CommandRecorder>();

        recorder.Record(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero });
        await recorder.RecordAsync(command, new CommandEnd { StartedAt = Start, Duration = TimeSpan.Zero });

        Assert.Equal(2, services.GetRequiredService<CaptureFailures>().Count);
    }

    [Fact]
    public async Task The_options_come_from_the_configuration_and_are_checked()
    {
        await using var services = CreateServices(configuration: new Dictionary<string, string?>
        {
            ["Audit:AdoNet:Parameters:Rules:0:Names:0"] = "id",
            ["Audit:AdoNet:Parameters:Rules:0:Classification"] = "Public",
            ["Audit:AdoNet:Parameters:MaxCount"] = "0",
            ["Audit:AdoNet:Connections:Dialects:MyCompany.RoutedConnection"] = "PostgreSql",
            ["Audit:AdoNet:Connections:DialectOptions:MySql"] = "AnsiQuotes",
        });

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AdoNetParameterOptions>>().Value);
        Assert.Contains(nameof(AdoNetParameterOptions.MaxCount), error.Message, StringComparison.Ordinal);
        var connections = services.GetRequiredService<IOptions<AdoNetConnectionOptions>>().Value;
        Assert.Equal(SqlDialect.PostgreSql, connections.Dialects["MyCompany.RoutedConnection"]);
        Assert.Equal(SqlDialectOptions.AnsiQuotes, connections.DialectOptions[SqlDialect.MySql]);
    }

    private ServiceProvider CreateServices(Exception? throws = null, Dictionary<string, string?>? configuration = null)
    {
        var services = new ServiceCollection();
        if (configuration is not null)
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
        services.AddSingleton<IAuditLog>(new ListLog(_recorded, throws));
        services.AddSingleton<IStatementClassifier, VerbClassifier>();
        services.AddSingleton<IAuditRedactor, PassingRedactor>();
        services.AddAudit().AddAdoNet().AddAdoNet();
        return services.BuildServiceProvider();
    }

    private sealed class UnspeakableConnection : SqliteConnection
    {
        public override string Database => throw new ObjectDisposedException(nameof(UnspeakableConnection));
    }

    private sealed class VerbClassifier : IStatementClassifier
    {
        public StatementInfo Classify(string commandText, SqlDialect dialect, SqlDialectOptions options, CommandType commandType)
        {
            var verb = commandText.Split(' ')[0];
            return new StatementInfo { Operations = [verb], Action = $"db.{verb.ToLowerInvariant()}", Risk = verb == "DROP" ? Risk.Critical : Risk.None, IsTruncated = commandText.Length > LongestStatement };
        }
    }

    private sealed class ListLog(List<AuditEvent> events, Exception? throws) : IAuditLog
    {
        public bool IsEnabled => true;

        public bool Record(AuditEvent auditEvent)
        {
            if (throws is not null)
                throw throws;
            events.Add(auditEvent);
            return true;
        }

        public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

        public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
