using Audit.Context;
using Audit.Events;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Schema;

/// <summary>The views that analysts ask, over events of which it is known what they are.</summary>
public sealed class AnalystViewTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_view_and_each_of_its_columns_says_what_it_is()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        const string views = "database = currentDatabase() AND name LIKE 'v\\\\_%'";

        Assert.Equal(
            string.Join(',', AuditTables.AnalystViews.Order(StringComparer.Ordinal)),
            await application.ScalarAsync<string>($"SELECT arrayStringConcat(arraySort(groupArray(name)), ',') FROM system.tables WHERE {views} AND engine = 'View' AND comment != ''"));
        Assert.Equal(
            "", await application.ScalarAsync<string>("SELECT arrayStringConcat(groupArray(concat(table, '.', name)), ',') FROM system.columns WHERE database = currentDatabase() AND table LIKE 'v\\\\_%' AND comment = ''"));
    }

    [Fact]
    public async Task Views_show_what_they_are_named_after()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var full = SampleEvents.Full(1);
        var changed = new EntityChange("Basket", "7", "modified", [new PropertyChange("Price", "1", "2"), new PropertyChange("Name", null, "x")]);
        var deleted = new EntityChange("Basket", "7", "deleted", []);
        AuditEvent[] events =
        [
            full,
            Of(EventCategory.Database, "db.drop", Outcome.Blocked, risk: Risk.Critical),
            Of(EventCategory.Entity, "entity.modified", entity: changed),
            Of(EventCategory.Entity, "entity.deleted", entity: deleted),
            Of(EventCategory.Command, "command.run", Outcome.Failed, command: new CommandRun("db:reset", ["--force"], 3)),
        ];
        await application.Store.WriteAsync(ContractBatch.Of("views", events), Token);

        Assert.Equal("critical blocked", await application.ScalarAsync<string>("SELECT concat(risk, ' ', outcome) FROM v_destructive WHERE action = 'db.drop'"));
        Assert.Equal(
            await application.ScalarAsync<ulong>("SELECT countIf(destructive) FROM audit_logs"), await application.ScalarAsync<ulong>("SELECT count() FROM v_destructive"));
        Assert.Equal(
            "deleted::-,modified:Name:x,modified:Price:2",
            await application.ScalarAsync<string>(
                "SELECT arrayStringConcat(arraySort(groupArray(concat(entity_state, ':', property, ':', ifNull(after, '-')))), ',') FROM v_entity_history WHERE entity_type = 'Basket'"));
        Assert.Equal("db.drop,command.run", await application.ScalarAsync<string>(
            "SELECT arrayStringConcat(arrayReverseSort(groupArray(action)), ',') FROM v_failures WHERE action IN ('db.drop', 'command.run')"));
        Assert.Equal("db:reset --force 3", await application.ScalarAsync<string>(
            "SELECT concat(command_name, ' ', command_arguments[1], ' ', toString(exit_code)) FROM v_commands WHERE command_name = 'db:reset'"));
        Assert.Equal((ulong)events.Length, await application.ScalarAsync<ulong>("SELECT sum(events) FROM v_user_activity"));
    }

    [Fact]
    public async Task Addresses_read_as_people_write_them()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await application.Store.WriteAsync(ContractBatch.Of("addresses", [SampleEvents.Full(1)]), Token);
        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs UPDATE destructive = true WHERE 1 SETTINGS mutations_sync = 1", null, null, Token);

        Assert.DoesNotContain("ffff", await application.ScalarAsync<string>("SELECT client_ip FROM v_destructive"), StringComparison.Ordinal);
    }

    private static AuditEvent Of(
        EventCategory category, string action, Outcome outcome = Outcome.Succeeded, Risk risk = Risk.None, EntityChange? entity = null, CommandRun? command = null) =>
        new(SampleEvents.Time, AuditContext.Background)
        {
            Category = category,
            Action = action,
            Outcome = outcome,
            Risk = risk,
            Destructive = risk >= Risk.Medium,
            Entity = entity,
            Command = command,
        };
}
