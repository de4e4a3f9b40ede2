using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Audit.Hosting;

/// <summary>
/// A range whose message names the key of the configuration, the value found and the values allowed. The source generator for validators
/// replaces <see cref="RangeAttribute"/> by one of its own that forgets the message.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowedRangeAttribute : ValidationAttribute
{
    private readonly string _key;
    private readonly IComparable _least;
    private readonly IComparable _most;

    public AllowedRangeAttribute(string key, long least, long most)
    {
        _key = key;
        _least = least;
        _most = most;
    }

    public AllowedRangeAttribute(string key, string least, string most)
    {
        _key = key;
        _least = TimeSpan.Parse(least, CultureInfo.InvariantCulture);
        _most = TimeSpan.Parse(most, CultureInfo.InvariantCulture);
    }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        // What may be left unset has a type that says so.
        if (value is null)
            return ValidationResult.Success;

        var comparable = value is int number ? (long)number : value;
        return _least.CompareTo(comparable) <= 0 && _most.CompareTo(comparable) >= 0
            ? ValidationResult.Success
            : new ValidationResult(string.Create(CultureInfo.InvariantCulture, $"{_key} is {value}. Allowed: {_least} to {_most}."));
    }
}
