using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Cli.Sources;
using Audit.Guarding.Approvals;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Audit.Cli.Approvals;

/// <summary>
/// <c>audit approvals</c>: lists what waits for a second person, and decides in the name of the token's holder. Only by a host: who can write to
/// ClickHouse could decide under any name.
/// </summary>
internal static class ApprovalsCommand
{
    private const string Pending = "{ pendingApprovals { id rule statement reasons requestedBy { id name } requestedAt expiresAt application requestNote } }";

    public static Command Create(Terminal terminal)
    {
        var command = new Command("approvals", "List the operations that wait for approval, and decide on them.");
        var sources = new SourceOptions(terminal, command);
        var list = new Command("list", "List the operations that wait for approval.");
        list.SetAction((parsed, cancellationToken) => ListAsync(parsed, sources, terminal, cancellationToken));
        command.SetAction((parsed, cancellationToken) => ListAsync(parsed, sources, terminal, cancellationToken));
        command.Add(list);
        command.Add(Decision("approve", "approveOperation", "Let an operation run once.", sources, terminal));
        command.Add(Decision("reject", "rejectOperation", "Refuse an operation.", sources, terminal));
        return command;
    }

    private static Command Decision(string name, string mutation, string description, SourceOptions sources, Terminal terminal)
    {
        var id = new Argument<Guid>("ID") { Description = "The id of the approval." };
        var note = new Option<string>("--note") { Description = "Why; it is recorded.", Required = true, HelpName = "TEXT" };
        var command = new Command(name, description) { id, note };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (sources.ClickHouseOf(parsed) is not null)
                throw new UsageException("decisions are taken at a host, which knows who takes them; --clickhouse only lists.");
            using var host = sources.HostOf(parsed);
            var data = await host.AskAsync(
                $"mutation($id: ID!, $note: String!) {{ decided: {mutation}(id: $id, note: $note) {{ id state statement decidedBy {{ id }} }} }}",
                new JsonObject { ["id"] = parsed.GetValue(id).ToString(), ["note"] = parsed.GetValue(note) },
                cancellationToken).ConfigureAwait(false);
            var decided = data.GetProperty("decided");
            terminal.Console.MarkupLineInterpolated(
                $"{decided.GetProperty("id").GetString()} is {decided.GetProperty("state").GetString()} by {decided.GetProperty("decidedBy").GetProperty("id").GetString()}: {decided.GetProperty("statement").GetString()}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, SourceOptions sources, Terminal terminal, CancellationToken cancellationToken)
    {
        var pending = sources.ClickHouseOf(parsed) is { } connection
            ? await ReadAsync(connection, cancellationToken).ConfigureAwait(false)
            : await AskAsync(sources.HostOf(parsed), cancellationToken).ConfigureAwait(false);
        if (pending.Length == 0)
        {
            terminal.Console.MarkupLine("Nothing waits for approval.");
            return ExitCodes.Done;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(new TableColumn("Id").NoWrap());
        table.AddColumns("By", "Application", "Asked for, until (UTC)", "Rule and reasons", "Statement");
        foreach (var approval in pending)
        {
            table.AddRow(
                new Text(approval.Id),
                new Text(approval.RequestedBy.Name is { Length: > 0 } name && name != approval.RequestedBy.Id ? $"{approval.RequestedBy.Id}\n({name})" : approval.RequestedBy.Id),
                new Text(approval.Application),
                new Text($"{TextOf(approval.RequestedAt)}\n{TextOf(approval.ExpiresAt)}"),
                new Text(string.Join('\n', (IEnumerable<string>)[approval.Rule, .. approval.Reasons])),
                new Text(string.IsNullOrEmpty(approval.RequestNote) ? approval.Statement : $"{approval.Statement}\n({approval.RequestNote})"));
        }

        terminal.Console.Write(table);
        return ExitCodes.Done;
    }

    private static async Task<PendingLine[]> AskAsync(HostClient client, CancellationToken cancellationToken)
    {
        using (client)
            return PendingLine.Read((await client.AskAsync(Pending, [], cancellationToken).ConfigureAwait(false)).GetProperty("pendingApprovals"));
    }

    private static async Task<PendingLine[]> ReadAsync(string connection, CancellationToken cancellationToken)
    {
        var services = ClickHouseSource.Open(connection);
        await using (services.ConfigureAwait(false))
        {
            return await ClickHouseSource.ReadAsync(async () =>
            {
                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var pending = await services.GetRequiredService<IApprovalStore>().ListPendingAsync(cancellationToken).ConfigureAwait(false);
                return pending.Where(approval => approval.ExpiresAt > now).Select(PendingLine.Of).ToArray();
            }).ConfigureAwait(false);
        }
    }

    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
