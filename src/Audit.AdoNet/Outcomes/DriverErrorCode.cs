using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Audit.AdoNet.Outcomes;

/// <summary>Reads the code that a driver gives an error. What ADO.NET has no common member for is found by the names that the drivers use.</summary>
internal sealed class DriverErrorCode
{
    // What MySQL gives for everything that the standard has no state for.
    private const string GeneralError = "HY000";

    private static readonly string[] Candidates = ["SqliteExtendedErrorCode", "Number"];

    private readonly ConcurrentDictionary<Type, PropertyInfo?> _numbers = new();

    /// <summary>SQLSTATE where the driver knows one that says something, else its number, else <see langword="null"/>.</summary>
    public string? Of(DbException exception)
    {
        var state = string.IsNullOrEmpty(exception.SqlState) ? null : exception.SqlState;
        return state is null or GeneralError ? NumberOf(exception)?.ToString(CultureInfo.InvariantCulture) ?? state : state;
    }

    /// <summary>The driver's number; <see langword="null"/> when it has none.</summary>
    public int? NumberOf(DbException exception)
    {
        var property = _numbers.GetOrAdd(exception.GetType(), FindNumber);
        return property?.GetValue(exception) as int?;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A property that nobody else uses may be trimmed away: the state, or nothing, is then recorded.")]
    private static PropertyInfo? FindNumber(Type type)
    {
        foreach (var name in Candidates)
        {
            if (type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance) is { } property && property.PropertyType == typeof(int))
                return property;
        }

        return null;
    }
}
