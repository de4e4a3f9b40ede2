using System.Collections.Frozen;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>Which functions a reader may call. Names are compared without case, as the engine does for many of them.</summary>
internal sealed class FunctionRules
{
    /// <summary>Categories of pure computation. A category that the engine adds later is refused until it is put here.</summary>
    private static readonly string[] Categories =
    [
        "Null", "String", "Tuple", "Distance", "Geo", "Geo Polygon", "Arrays", "Logical", "URL", "Hash", "Bit", "Map", "UUID", "Bitmap", "Encoding",
        "JSON", "Rounding", "Dates and Times", "Financial", "Conditional", "Comparison", "String Splitting", "Type Conversion", "Time Window",
        "Random Number", "Arithmetic", "Mathematical", "IP Address", "String Search", "String Replacement", "Aggregate Functions",
        "NumericIndexedVector", "QBit",
    ];

    /// <summary>Harmless members of categories that also hold harmful ones.</summary>
    private static readonly string[] Allowed =
    [
        // Of the parser's own making.
        "_CAST", "lambda", "exists", "grouping", "untuple", "caseWithExpression", "nested", "interval",
        // Of the category Other.
        "bar", "byteSize", "blockNumber", "blockSize", "countDigits", "currentDatabase", "currentSchemas", "currentUser", "defaultValueOfArgumentType",
        "defaultValueOfTypeName", "digits", "dumpColumnStructure", "errorCodeToName", "finalizeAggregation", "formatQuery", "formatQueryOrNull",
        "formatQuerySingleLine", "formatQuerySingleLineOrNull", "formatReadableDecimalSize", "formatReadableQuantity", "formatReadableSize",
        "formatReadableTimeDelta", "getSizeOfEnumType", "getSubcolumn", "identity", "ignore", "indexHint", "initializeAggregation", "isConstant",
        "isDecimalOverflow", "lowCardinalityIndices", "lowCardinalityKeys", "materialize", "neighbor", "normalizeQuery", "normalizeQueryKeepNames",
        "normalizedQueryHash", "normalizedQueryHashKeepNames", "parseReadableSize", "parseReadableSizeOrNull", "parseReadableSizeOrZero",
        "parseTimeDelta", "queryID", "currentQueryID", "initialQueryID", "initialQueryStartTime", "rowNumberInAllBlocks", "rowNumberInBlock",
        "runningAccumulate", "runningDifference", "runningDifferenceStartingWithFirstValue", "throwIf", "toColumnTypeName", "toTypeName",
        "transform", "variantElement", "variantType", "version", "visibleWidth",
    ];

    /// <summary>Members of the categories above that are not pure computation.</summary>
    private static readonly string[] Denied =
    [
        "chdb", "file", "reverseDNSQuery", "generateSnowflakeID", "flameGraph", "aggThrow", "estimateCompressionRatio",
    ];

    /// <summary>Table functions that make rows of nothing but their arguments.</summary>
    private static readonly string[] TableFunctions =
    [
        "numbers", "numbers_mt", "zeros", "zeros_mt", "generateSeries", "generate_series", "primes", "values", "SQLStandardValues", "view",
        "viewExplain", "null",
    ];

    private readonly FrozenSet<string> _allowed;
    private readonly FrozenSet<string> _aggregates;
    private readonly FrozenSet<string> _known;
    private readonly string[] _combinators;

    private FunctionRules(FrozenSet<string> allowed, FrozenSet<string> aggregates, FrozenSet<string> known, string[] combinators)
    {
        _allowed = allowed;
        _aggregates = aggregates;
        _known = known;
        _combinators = combinators;
    }

    internal static FunctionRules Read(ChdbConnection connection)
    {
        var functions = EngineCatalog.Lines(
                connection,
                "SELECT concat(name, '\\t', toString(is_aggregate), '\\t', alias_to, '\\t', categories, '\\t', toString(origin)) FROM system.functions")
            .Select(x => x.Split('\t')).ToList();
        var categories = functions.Where(x => x[3].Length > 0).ToDictionary(x => x[0], x => x[3], StringComparer.Ordinal);
        var tableFunctions = EngineCatalog.Lines(connection, "SELECT name FROM system.table_functions").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var allowed = new HashSet<string>(Allowed, StringComparer.OrdinalIgnoreCase);
        var aggregates = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var function in functions)
        {
            var target = function[2].Length > 0 ? function[2] : function[0];
            // A table function of the same name would be let through with the scalar one.
            if (function[4] != "System" || tableFunctions.Contains(function[0]) || !IsAllowed(target, categories))
                continue;
            allowed.Add(function[0]);
            if (function[1] == "1")
                aggregates.Add(function[0]);
        }
        foreach (var name in Denied)
            allowed.Remove(name);
        allowed.UnionWith(TableFunctions);
        return new FunctionRules(
            allowed.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            aggregates.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            functions.Select(x => x[0]).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            EngineCatalog.Lines(connection, "SELECT name FROM system.aggregate_function_combinators"));
    }

    internal bool Allows(string name) => _allowed.Contains(name) || IsCombined(name);

    /// <summary>Whether a bare name would call a function that is not allowed.</summary>
    internal bool IsForbiddenName(string name) => _known.Contains(name) && !_allowed.Contains(name);

    private static bool IsAllowed(string name, Dictionary<string, string> categories) =>
        !Denied.Contains(name, StringComparer.OrdinalIgnoreCase)
        && (Allowed.Contains(name, StringComparer.OrdinalIgnoreCase)
            || (categories.TryGetValue(name, out var category) && Categories.Contains(category, StringComparer.Ordinal)));

    /// <summary>An aggregate with combinators, e.g. <c>uniqMergeIf</c>.</summary>
    private bool IsCombined(string name)
    {
        if (_aggregates.Contains(name))
            return true;
        foreach (var combinator in _combinators)
        {
            if (name.Length > combinator.Length && name.EndsWith(combinator, StringComparison.Ordinal) && IsCombined(name[..^combinator.Length]))
                return true;
        }
        return false;
    }
}
