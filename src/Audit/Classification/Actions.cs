using System.Collections.Frozen;
using Audit.Classification.Parsing;
using Audit.Classification.Tokens;

namespace Audit.Classification;

/// <summary>The names of actions, made once.</summary>
internal static class Actions
{
    private static readonly FrozenDictionary<string, string> Known = Enum.GetValues<Word>()
        .Where(static word => word > Word.Folded)
        .Select(static word => Words.TextOf(word))
        .ToFrozenDictionary(static text => text, NameOf, StringComparer.Ordinal);

    public static string Of(NameSet operations)
    {
        if (operations.Count == 0)
            return "db.unknown";
        return Known.TryGetValue(operations[0], out var action) ? action : NameOf(operations[0]);
    }

    private static string NameOf(string operation) => "db." + operation.ToLowerInvariant().Replace(' ', '_');
}
