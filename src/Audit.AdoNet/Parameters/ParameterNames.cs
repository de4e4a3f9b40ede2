using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Events;
using Audit.Redaction;

namespace Audit.AdoNet.Parameters;

/// <summary>
/// Lists of parameter names, shared by all commands with equal ones: values are not recorded as a rule, and then a command costs
/// a comparison and no allocation.
/// </summary>
internal sealed class ParameterNames
{
    private const int Slots = 1024;

    private static readonly char[] Prefixes = ['@', ':', '$', '?'];
    private static readonly string[] Positions = [.. Enumerable.Range(1, 32).Select(static position => string.Create(CultureInfo.InvariantCulture, $"${position}"))];

    private readonly AuditParameter[]?[] _recent = new AuditParameter[]?[Slots];

    /// <summary>A parameter's name; one that is known by its position only is named after it: <c>$1</c>.</summary>
    public static string NameOf(DbParameter parameter, int index)
    {
        var name = parameter.ParameterName;
        return string.IsNullOrEmpty(name) ? PositionName(index) : name;
    }

    /// <summary>The name without what a driver writes before it, for example <c>@</c>.</summary>
    public static string WithoutPrefix(string name) => name.TrimStart(Prefixes);

    /// <summary>The first <paramref name="count"/> names, each with the marker instead of a value.</summary>
    public ImmutableArray<AuditParameter> Of(DbParameterCollection parameters, int count)
    {
        // By content: raw SQL makes the names of its parameters anew for each command.
        var hash = NameOf(parameters[0], 0).GetHashCode(StringComparison.Ordinal)
            + (31 * NameOf(parameters[count - 1], count - 1).GetHashCode(StringComparison.Ordinal)) + (961 * count);
        ref var slot = ref _recent[hash & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known is null || !Matches(known, parameters, count))
        {
            known = Read(parameters, count);
            Volatile.Write(ref slot, known);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(known);
    }

    private static string PositionName(int index) =>
        index < Positions.Length ? Positions[index] : string.Create(CultureInfo.InvariantCulture, $"${index + 1}");

    private static bool Matches(AuditParameter[] known, DbParameterCollection parameters, int count)
    {
        if (known.Length != count)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!string.Equals(known[i].Name, NameOf(parameters[i], i), StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static AuditParameter[] Read(DbParameterCollection parameters, int count)
    {
        var names = new AuditParameter[count];
        for (var i = 0; i < count; i++)
            names[i] = new AuditParameter(NameOf(parameters[i], i), Redacted.Marker);
        return names;
    }
}
