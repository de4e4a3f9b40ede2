using System.Globalization;
using Audit.Guarding;
using Audit.Guarding.Policy;
using Spectre.Console;

namespace Audit.Cli.Guarding;

/// <summary>Counts what a policy says of operations, and shows it.</summary>
internal sealed class PolicyReport
{
    private const int LongestExample = 200;

    private readonly Dictionary<(GuardAction Action, string Rule, bool IsLimit), Tally> _tallies = [];
    private long _count;

    /// <summary>Asks the policy about each operation.</summary>
    public async Task AddAsync(GuardPolicy policy, IAsyncEnumerable<RecordedOperation> history)
    {
        await foreach (var operation in history.ConfigureAwait(false))
        {
            _count++;
            var decision = policy.Evaluate(operation.Facts);
            if (decision.Action != GuardAction.Observe)
                TallyOf(decision.Action, decision.RuleName, isLimit: false).Add(operation);
            if (decision.Limit is { } limit)
                TallyOf(limit.Action, limit.Name, isLimit: true).Add(operation);
        }
    }

    /// <summary>How many operations would have met an action as strict. Those that only have their rows limited are not among them.</summary>
    public long CountFrom(GuardAction action) => _tallies.Where(entry => entry.Key.Action >= action && !entry.Key.IsLimit).Sum(static entry => entry.Value.Count);

    public void WriteTo(IAnsiConsole console, string last)
    {
        if (_count == 0)
        {
            console.MarkupLineInterpolated($"Nothing was recorded in the last {last}.");
            return;
        }

        if (_tallies.Count > 0)
        {
            var table = new Table().Border(TableBorder.Rounded);
            table.AddColumns("Action", "Rule", "Operations", "By", "Latest (UTC)", "For example");
            foreach (var (key, tally) in _tallies.OrderByDescending(static entry => entry.Key.Action).ThenByDescending(static entry => entry.Value.Count))
            {
                table.AddRow(
                    new Text(key.IsLimit ? $"{key.Action}, over its limit" : key.Action.ToString()),
                    new Text(key.Rule),
                    new Text(tally.Count.ToString("N0", CultureInfo.InvariantCulture)),
                    new Text(tally.Actors),
                    new Text(tally.Latest.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                    new Text($"{tally.Example}\n({tally.ExampleId})"));
            }

            console.Write(table);
        }

        console.MarkupLineInterpolated(
            $"Of {_count} operations recorded in the last {last}, {CountFrom(GuardAction.RequireReason)} would have been held or blocked, {CountFrom(GuardAction.Alert) - CountFrom(GuardAction.RequireReason)} alerted on.");
    }

    private Tally TallyOf(GuardAction action, string rule, bool isLimit)
    {
        if (!_tallies.TryGetValue((action, rule, isLimit), out var tally))
            _tallies[(action, rule, isLimit)] = tally = new Tally();
        return tally;
    }

    /// <summary>What one rule would have done.</summary>
    private sealed class Tally
    {
        private const int MostActors = 3;

        private readonly HashSet<string> _actors = new(StringComparer.Ordinal);

        public long Count { get; private set; }

        public DateTimeOffset Latest { get; private set; }

        /// <summary>The statement of the latest operation, redacted as it was recorded.</summary>
        public string Example { get; private set; } = "";

        public string ExampleId { get; private set; } = "";

        public string Actors => _actors.Count <= MostActors
            ? string.Join(", ", _actors.Order(StringComparer.Ordinal))
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", _actors.Order(StringComparer.Ordinal).Take(MostActors))} and {_actors.Count - MostActors} more");

        public void Add(in RecordedOperation operation)
        {
            Count++;
            _actors.Add(operation.Facts.Actor.Id);
            if (Count > 1 && operation.OccurredAt <= Latest)
                return;
            Latest = operation.OccurredAt;
            ExampleId = operation.Id;
            var text = operation.Facts.Statement.RedactedText;
            Example = text.Length <= LongestExample ? text : text[..LongestExample] + "…";
        }
    }
}
