using System.Collections.Immutable;
using System.Data;
using Audit.Classification.Caching;
using Audit.Hosting;
using Audit.Redaction;
using Audit.Redaction.Texts;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.Classification;

/// <summary>
/// Classifies commands, and remembers what it found: by reference, then by text without the comments around it, which differ from
/// request to request where they carry a trace. Long texts and those that hold credentials are not remembered.
/// </summary>
internal sealed class StatementClassifier : IStatementClassifier
{
    private const int MaxRemembered = 8192;

    private readonly RecentStatements _recent = new();
    private readonly StatementCache _known;
    private readonly StatementAnalyzer _analyzer;
    private readonly bool _remembers;

    public StatementClassifier(IOptions<AuditOptions> options)
    {
        var classification = options.Value.Classification;
        _remembers = classification.CacheBytes > 0;
        _known = new StatementCache(classification.CacheBytes);
        _analyzer = new StatementAnalyzer(classification.MaxStatementLength, new SecretNames(options.Value.Redaction));
    }

    public StatementInfo Classify(
        string commandText,
        SqlDialect dialect,
        SqlDialectOptions options = SqlDialectOptions.None,
        CommandType commandType = CommandType.Text)
    {
        if (string.IsNullOrEmpty(commandText))
            return StatementInfo.Empty;
        var key = ((int)dialect << 16) | ((int)options << 8) | (commandType == CommandType.Text ? 0 : (int)commandType >> 2 & 0xFF);
        return _recent.Find(commandText, key) ?? Find(commandText, dialect, options, commandType, key);
    }

    private StatementInfo Find(string commandText, SqlDialect dialect, SqlDialectOptions options, CommandType commandType, int key)
    {
        if (!_remembers || commandText.Length > MaxRemembered)
            return Analyze(commandText, dialect, options, commandType).Info;

        var text = commandText.AsSpan();
        var start = CoreText.StartOf(text, dialect);
        var end = Math.Max(start, CoreText.EndOf(text));
        var core = text[start..end];
        var hash = TextHash.Of(core);
        var known = _known.Find(core, key, hash);
        if (known is not null && !(known.EndsOpen && end < commandText.Length))
        {
            var info = WithTags(known.Info, text, start, end, dialect, options);
            _recent.Add(commandText, key, info);
            return info;
        }

        var analysis = Analyze(commandText, dialect, options, commandType);
        if (analysis.HasCredentials)
            return analysis.Info;
        _recent.Add(commandText, key, analysis.Info);
        // The quick look and the thorough one must agree on where the statement stands.
        if (analysis.Start == start && analysis.End <= end)
        {
            var inner = WithTags(analysis.Info, _analyzer.ReadTags(text[analysis.End..end], dialect, options));
            _known.Add(new StatementCache.Entry(core.Length == commandText.Length ? commandText : core.ToString(), key, hash, inner, analysis.EndsOpen));
        }

        return analysis.Info;
    }

    private Analysis Analyze(string commandText, SqlDialect dialect, SqlDialectOptions options, CommandType commandType) => commandType switch
    {
        CommandType.StoredProcedure => Analyze(dialect == SqlDialect.SqlServer ? "EXEC " : "CALL ", commandText, dialect, options),
        CommandType.TableDirect => Analyze("SELECT * FROM ", commandText, dialect, options),
        _ => _analyzer.Analyze(commandText, dialect, options),
    };

    /// <summary>What a driver would send for the name of a procedure or table.</summary>
    private Analysis Analyze(string verb, string name, SqlDialect dialect, SqlDialectOptions options)
    {
        var analysis = _analyzer.Analyze(verb + name, dialect, options);
        return analysis with { End = analysis.End - verb.Length };
    }

    private StatementInfo WithTags(StatementInfo info, ReadOnlySpan<char> text, int start, int end, SqlDialect dialect, SqlDialectOptions options)
    {
        var leading = text[..start].Trim();
        var trailing = text[end..].Trim();
        if (leading.IsEmpty && trailing.IsEmpty)
            return info;
        return WithTags(
            info, [.. _analyzer.ReadTags(text[..start], dialect, options), .. info.Tags, .. _analyzer.ReadTags(trailing, dialect, options)]);
    }

    private static StatementInfo WithTags(StatementInfo info, ImmutableArray<string> tags)
    {
        if (tags.Length == 0 && info.Tags.Length == 0)
            return info;
        return new StatementInfo(info) { Tags = tags };
    }
}
