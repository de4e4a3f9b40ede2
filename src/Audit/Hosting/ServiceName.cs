using System.Text;

namespace Audit.Hosting;

/// <summary>Names services after their types: <c>NightlyPriceJob</c> acts as <c>nightly-price-job</c>.</summary>
internal static class ServiceName
{
    public static string Of(Type type)
    {
        var name = type.Name.AsSpan();
        if (name.IndexOf('`') is var tick and > 0)
            name = name[..tick];

        var kebab = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(name[i]));
        }

        return kebab.ToString();
    }
}
