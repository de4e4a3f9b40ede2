using System.Globalization;
using Audit.Redaction;

namespace Audit.Cli.Coverage;

/// <summary>Compares what a server ran with what the log holds.</summary>
internal sealed class Reconciliation
{
    private const string NotShown = "<insufficient privilege>";

    /// <summary>Statements about the session or a transaction: the log tells the ends of transactions as events of their own.</summary>
    private static readonly string[] OfTheSession =
    [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "SET", "RESET", "SHOW", "DISCARD", "DEALLOCATE", "LISTEN", "UNLISTEN", "CLOSE",
    ];

    /// <summary>What a driver asks when it connects, and how the user of the application is made known to the database.</summary>
    private static readonly string[] OfTheDriver = ["SELECT version()", "SELECT set_config(", "SELECT pg_catalog.set_config("];

    private static readonly string[] Catalogs = ["pg_catalog.", "information_schema.", "pg_"];

    private readonly StatementKeys _keys = new();
    private readonly HashSet<ulong> _recorded = [];
    private readonly List<ServerStatement> _missing = [];

    /// <summary>What the server ran and the log never saw, the most frequent first.</summary>
    public IReadOnlyList<ServerStatement> Missing => [.. _missing.OrderByDescending(static statement => statement.Calls).ThenBy(static statement => statement.Text, StringComparer.Ordinal)];

    /// <summary>How many statements of the server were looked for.</summary>
    public int Compared { get; private set; }

    /// <summary>How many statements of the server were about its sessions and its own catalog.</summary>
    public int LeftOut { get; private set; }

    /// <summary>How many statements of the server may not be seen by who asks.</summary>
    public int Hidden { get; private set; }

    /// <summary>How many shapes of the log have no text to compare.</summary>
    public int Incomparable { get; private set; }

    public async Task AddRecordedAsync(ILoggedStatements log, DateTimeOffset since, IReadOnlyList<string> fingerprints, CancellationToken cancellationToken)
    {
        foreach (var fingerprint in fingerprints)
        {
            _recorded.Add(ulong.Parse(fingerprint, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            var text = await log.StatementAsync(since, fingerprint, cancellationToken).ConfigureAwait(false);
            if (text.Length == 0 || text.Contains(Redacted.Unparsed, StringComparison.Ordinal))
                Incomparable++;
            else
                _recorded.UnionWith(_keys.Of(text));
        }
    }

    public void Compare(IEnumerable<ServerStatement> ran)
    {
        foreach (var statement in ran)
        {
            if (statement.Text == NotShown)
            {
                Hidden++;
                continue;
            }

            var known = _keys.Classify(statement.Text);
            if (IsOfTheServer(known.TablesRead, known.TablesWritten, statement.Text))
            {
                LeftOut++;
                continue;
            }

            Compared++;
            if (!_recorded.Contains(known.Fingerprint) && !_keys.Of(statement.Text).Any(_recorded.Contains))
                _missing.Add(statement);
        }
    }

    /// <summary>What may be shown of a statement: utility statements may hold constants, even passwords.</summary>
    public string Show(ServerStatement statement) => _keys.Classify(statement.Text).RedactedText;

    private static bool IsOfTheServer(IReadOnlyCollection<string> read, IReadOnlyCollection<string> written, string statement)
    {
        if (written.Count > 0)
            return false;
        if (read.Count > 0)
            return read.All(static table => Catalogs.Any(catalog => table.StartsWith(catalog, StringComparison.OrdinalIgnoreCase)));
        var words = statement.AsSpan().TrimStart();
        foreach (var word in OfTheSession)
        {
            if (words.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (words.Length == word.Length || !char.IsLetterOrDigit(words[word.Length])))
                return true;
        }

        foreach (var text in OfTheDriver)
        {
            if (words.StartsWith(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
