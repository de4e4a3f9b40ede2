using System.Collections.Frozen;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;
using Audit.Storage.ClickHouse.Embedded.Sql;

namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>Decides whether a statement may be run by a reader. See README.md in this folder.</summary>
internal sealed class StatementRules(FunctionRules functions, TableRules tables, bool isBound = false)
{
    private static readonly FrozenSet<string> PlainNodes = FrozenSet.ToFrozenSet(
        [
            "SelectWithUnionQuery", "SelectIntersectExceptQuery", "SelectQuery", "ExpressionList", "Literal", "Asterisk", "QualifiedAsterisk",
            "ColumnsRegexpMatcher", "ColumnsListMatcher", "QualifiedColumnsRegexpMatcher", "QualifiedColumnsListMatcher", "ColumnsTransformerList",
            "ColumnsExceptTransformer", "ColumnsReplaceTransformer", "ColumnsReplaceTransformer::Replacement", "TablesInSelectQuery",
            "TablesInSelectQueryElement", "TableExpression", "TableJoin", "ArrayJoin", "Subquery", "WithElement", "OrderByElement",
            "InterpolateElement", "WindowDefinition", "WindowListElement", "SampleRatio", "DescribeQuery",
        ],
        StringComparer.Ordinal);

    /// <summary>Their lines tell nothing of a WHERE, so they may not have any.</summary>
    private static readonly FrozenSet<string> OpaqueNodes = FrozenSet.ToFrozenSet(
        ["ShowTables", "ShowColumns", "ShowFunctions", "ShowEngineQuery"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Explanations = FrozenSet.ToFrozenSet(
        ["EXPLAIN", "EXPLAIN AST", "EXPLAIN SYNTAX", "EXPLAIN QUERY TREE", "EXPLAIN PIPELINE", "EXPLAIN ESTIMATE"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> NamingNodes = FrozenSet.ToFrozenSet(
        [
            "ShowCreateTableQuery", "ShowCreateViewQuery", "ShowCreateDatabaseQuery", "ExistsTableQuery", "ExistsViewQuery", "ExistsDatabaseQuery",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> FirstKeywords = FrozenSet.ToFrozenSet(
        ["SELECT", "WITH", "EXPLAIN", "SHOW", "DESCRIBE", "DESC", "EXISTS"], StringComparer.Ordinal);

    /// <summary>Throws the error that a reader gets, or returns when the statement may run. Blocks; runs on the engine's thread.</summary>
    internal void Check(ChdbConnection connection, ReadOnlySpan<byte> statement, QueryParameters parameters, StatementAnalysis analysis)
    {
        if (analysis.Class == StatementClass.Unknown && analysis.Count == 0)
            ThrowParseError(connection, statement, parameters);
        if (OutputClause.WritesFile(statement))
            throw Refused("INTO OUTFILE");
        if (isBound && OutputClause.ReadsAhead(statement))
            throw Refused("PREWHERE or SAMPLE");
        if (analysis.Class != StatementClass.ReadOnly || analysis.Count != 1)
            throw ClickHouseErrors.ReadOnly("Cannot execute query in readonly mode: this endpoint reads only, one statement at a time.");
        var keyword = OutputClause.FirstKeyword(statement);
        if (!FirstKeywords.Contains(keyword))
            throw Refused(keyword.Length == 0 ? "a statement without a leading keyword" : keyword);
        byte[] explain = [.. "EXPLAIN AST "u8, .. statement];
        var tree = connection.Query(explain, "JSONCompactColumns", parameters).ThrowIfFailed();
        var databases = new Lazy<IReadOnlySet<string>>(
            () => EngineCatalog.Lines(connection, "SELECT name FROM system.databases").ToHashSet(StringComparer.Ordinal));
        var expressions = OutputClause.MayHoldExpressions(statement);
        foreach (var line in Lines(tree.Output))
        {
            var node = AstLine.Parse(line);
            if (OpaqueNodes.Contains(node.Kind) && expressions)
                throw Refused("an expression in SHOW");
            CheckLine(node, databases, options: keyword == "EXPLAIN" && line == " Set");
        }
    }

    private static IEnumerable<string> Lines(byte[] output)
    {
        using var document = System.Text.Json.JsonDocument.Parse(output);
        // A row may itself hold line breaks, from names that contain them.
        foreach (var row in document.RootElement[0].EnumerateArray())
        {
            foreach (var line in (row.GetString() ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                yield return line;
        }
    }

    private void CheckLine(AstLine line, Lazy<IReadOnlySet<string>> databases, bool options)
    {
        if (PlainNodes.Contains(line.Kind) || OpaqueNodes.Contains(line.Kind))
            return;
        // The options of an EXPLAIN are harmless. Settings are not: the engine lets those of sub-queries pass under readonly=1.
        if (line.Kind == "Set" && !options)
            throw ClickHouseErrors.ReadOnly("Cannot modify settings in readonly mode: remove the SETTINGS clause");
        if (line.Kind == "Set")
            return;
        switch (line.Kind)
        {
            case "Function" when functions.Allows(line.Text):
            case "Explain" when Explanations.Contains(line.Text) && !isBound:
            case "TableIdentifier" when tables.AllowsTable(line.Text):
            case "Identifier" when AllowsIdentifier(line.Text, databases):
                return;
            case "Function":
                throw Refused($"the function {line.Text}");
            case "TableIdentifier":
                throw Refused($"the table {line.Text}");
            case "Identifier":
                throw Refused($"the name {line.Text}");
            default:
                if (!NamingNodes.Contains(line.Kind) || !AllowsNaming(line))
                    throw Refused($"{line.Kind} {line.Text}".TrimEnd());
                return;
        }
    }

    private bool AllowsIdentifier(string name, Lazy<IReadOnlySet<string>> databases) =>
        !functions.IsForbiddenName(name)
        && tables.AllowsName(name)
        && (!name.Contains('.', StringComparison.Ordinal) || tables.AllowsIdentifier(name, databases.Value));

    /// <summary>The database comes before the table, and is missing for the current one.</summary>
    private bool AllowsNaming(AstLine line)
    {
        var names = line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return line.Kind.StartsWith("Exists", StringComparison.Ordinal)
            || (names.Length == 1 && line.Kind != "ShowCreateDatabaseQuery")
            || (names.Length > 0 && tables.IsAuditDatabase(names[0]));
    }

    private static void ThrowParseError(ChdbConnection connection, ReadOnlySpan<byte> statement, QueryParameters parameters)
    {
        byte[] explain = [.. "EXPLAIN AST "u8, .. statement];
        connection.Query(explain, "Null", parameters).ThrowIfFailed();
        throw ClickHouseErrors.Syntax("Syntax error: the statement could not be parsed");
    }

    private static ClickHouseError Refused(string what) =>
        ClickHouseErrors.AccessDenied($"Not enough privileges: {what} cannot be used here. This endpoint reads the audit trail and nothing else.");
}
