using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.CompilerServices;
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

    private readonly AuditParameter[]?[] _recent = new AuditParameter[]?[Slots];

    /// <summary>The first <paramref name="count"/> names, each with the marker instead of a value.</summary>
    public ImmutableArray<AuditParameter> Of(DbParameterCollection parameters, int count)
    {
        // Drivers and EF Core hand out the same text for the same parameter of a cached command.
        var hash = HashCode(parameters[0].ParameterName) + (31 * HashCode(parameters[count - 1].ParameterName)) + (961 * count);
        ref var slot = ref _recent[hash & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known is null || !Matches(known, parameters, count))
        {
            known = Read(parameters, count);
            Volatile.Write(ref slot, known);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(known);
    }

    private static int HashCode(string name) => RuntimeHelpers.GetHashCode(name);

    private static bool Matches(AuditParameter[] known, DbParameterCollection parameters, int count)
    {
        if (known.Length != count)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!string.Equals(known[i].Name, parameters[i].ParameterName, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static AuditParameter[] Read(DbParameterCollection parameters, int count)
    {
        var names = new AuditParameter[count];
        for (var i = 0; i < count; i++)
            names[i] = new AuditParameter(parameters[i].ParameterName, Redacted.Marker);
        return names;
    }
}
