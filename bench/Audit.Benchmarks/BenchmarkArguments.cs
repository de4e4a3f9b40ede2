using System.Globalization;

namespace Audit.Benchmarks;

/// <summary>Options of the form <c>--name value</c>.</summary>
internal sealed class BenchmarkArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public BenchmarkArguments(ReadOnlySpan<string> arguments)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
                throw new ArgumentException($"'{arguments[i]}' is not an option with a value.");
            _values[arguments[i][2..]] = arguments[i + 1];
        }
    }

    public string? Text(string name)
    {
        _used.Add(name);
        return _values.GetValueOrDefault(name);
    }

    public int Number(string name, int otherwise)
    {
        if (Text(name) is not { } text)
            return otherwise;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ArgumentException($"--{name} takes a number from 1, not '{text}'.");
    }

    /// <summary>A misspelt option must not pass for a measurement with it.</summary>
    public void RequireAllUsed()
    {
        foreach (var name in _values.Keys)
        {
            if (!_used.Contains(name))
                throw new ArgumentException($"--{name} is no option of this benchmark.");
        }
    }
}
