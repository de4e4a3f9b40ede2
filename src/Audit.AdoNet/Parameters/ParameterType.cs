using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Audit.AdoNet.Parameters;

/// <summary>Reads the type of a parameter: ADO.NET's, and the driver's own, which is found by the names that the drivers use.</summary>
internal static class ParameterType
{
    private static readonly string[] Candidates = ["NpgsqlDbType", "SqlDbType", "MySqlDbType", "OracleDbType", "SqliteType"];
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Known = new();

    /// <summary>The <see cref="DbParameter.DbType"/>; <see langword="null"/> when the driver cannot tell.</summary>
    public static string? GeneralOf(DbParameter parameter)
    {
#pragma warning disable CA1031 // A driver that finds no type for a value throws; the command may fail by it, its capture must not.
        try
        {
            return parameter.DbType.ToString();
        }
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>The driver's own type; <see langword="null"/> when it has none, or cannot tell.</summary>
    public static string? OwnOf(DbParameter parameter)
    {
#pragma warning disable CA1031 // A driver that finds no type for a value throws; the command may fail by it, its capture must not.
        try
        {
            return Known.GetOrAdd(parameter.GetType(), Find)?.GetValue(parameter)?.ToString();
        }
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A property that nobody else uses may be trimmed away: no rule for the driver's types opens the value then.")]
    private static PropertyInfo? Find(Type type)
    {
        foreach (var name in Candidates)
        {
            if (type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance) is { } property)
                return property;
        }

        return null;
    }
}
