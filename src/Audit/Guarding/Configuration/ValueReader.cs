using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Audit.Guarding.Configuration;

/// <summary>Reads single values of a section, and keeps what is wrong with them.</summary>
internal sealed class ValueReader
{
    private readonly IConfiguration _section;
    private readonly string _path;

    public ValueReader(IConfiguration section)
        : this(section, [])
    {
    }

    private ValueReader(IConfiguration section, List<string> errors)
    {
        _section = section;
        _path = (section as IConfigurationSection)?.Path ?? "";
        Errors = errors;
    }

    /// <summary>What was found wrong so far.</summary>
    public List<string> Errors { get; }

    /// <summary>A reader of a section within, which adds to the same errors.</summary>
    public ValueReader Within(IConfigurationSection section) => new(section, Errors);

    /// <summary>Finds keys that do not exist.</summary>
    public void Know(string[] keys)
    {
        foreach (var child in _section.GetChildren())
        {
            if (!keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                Errors.Add($"{child.Path} is no key of the guard. Allowed: {string.Join(", ", keys)}.");
        }
    }

    public void Text(string key, Action<string> set)
    {
        if (_section[key] is { } text)
            set(text);
    }

    public void Boolean(string key, Action<bool> set)
    {
        if (_section[key] is not { } text)
            return;
        if (bool.TryParse(text, out var value))
            set(value);
        else
            Refuse(key, text, "true, false");
    }

    public void Time(string key, Action<TimeSpan> set)
    {
        if (_section[key] is not { } text)
            return;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value))
            set(value);
        else
            Refuse(key, text, "a time as [d.]hh:mm:ss");
    }

    public void Limit(string key, Action<RowLimit> set)
    {
        if (_section[key] is not { } text)
            return;
        if (RowLimit.TryParse(text, out var value))
            set(value);
        else
            Refuse(key, text, "a number of rows, for example 1000, or a share of the table above 0% and at most 100%, for example 10%");
    }

    public void Name<T>(string key, Action<T> set, bool isRequired = false)
        where T : struct, Enum
    {
        if (_section[key] is not { } text)
        {
            if (isRequired)
                Errors.Add($"{PathOf(key)} is missing. Allowed: {string.Join(", ", Enum.GetNames<T>())}.");
            return;
        }

        if (TryParse<T>(text, out var value))
            set(value);
        else
            Refuse(key, text, string.Join(", ", Enum.GetNames<T>()));
    }

    public void Texts(string key, IList<string> values)
    {
        foreach (var entry in EntriesOf(key))
            values.Add(entry.Value ?? "");
    }

    public void Names<T>(string key, IList<T> values)
        where T : struct, Enum
    {
        foreach (var entry in EntriesOf(key))
        {
            if (TryParse<T>(entry.Value, out var value))
                values.Add(value);
            else
                Errors.Add($"{entry.Path} is '{entry.Value}'. Allowed: {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    /// <summary>The entries of a list; a single value is a list of one. An empty array has no entries, but a value that is empty.</summary>
    private IEnumerable<IConfigurationSection> EntriesOf(string key)
    {
        var list = _section.GetSection(key);
        return string.IsNullOrEmpty(list.Value) ? list.GetChildren() : [list];
    }

    private void Refuse(string key, string value, string allowed) => Errors.Add($"{PathOf(key)} is '{value}'. Allowed: {allowed}.");

    private string PathOf(string key) => _path.Length == 0 ? key : ConfigurationPath.Combine(_path, key);

    /// <summary>By name only, not by number; <c>raw_sql</c>, as it is recorded, is <c>RawSql</c>.</summary>
    private static bool TryParse<T>(string? text, out T value)
        where T : struct, Enum
    {
        var name = text?.Replace("_", "", StringComparison.Ordinal).Trim() ?? "";
        value = default;
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (string.Equals(candidate.ToString(), name, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        return false;
    }
}
