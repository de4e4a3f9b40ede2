using System.Runtime.CompilerServices;

namespace Audit.Redaction.Texts;

/// <summary>Tells by a name whether its value is a secret.</summary>
internal sealed class SecretNames
{
    // From here on a name means a secret wherever it stands; a shorter one might be part of an innocent word.
    private const int FoundAnywhere = 5;

    private static readonly string[] KnownNames =
    [
        "password", "passwd", "passwort", "kennwort", "passphrase", "passcode", "pwd", "pass", "pw", "token", "secret", "credential", "authorization", "auth",
        "bearer", "cookie", "apikey", "privatekey", "accesskey", "accountkey", "sharedkey", "secretkey", "masterkey", "signingkey", "encryptionkey", "hmackey",
        "subscriptionkey", "connectionstring", "ssn", "socialsecurity", "card", "cardnumber", "creditcard", "cvv", "cvc", "csc", "pin", "otp", "totp", "iban",
        "jwt", "sas", "sig", "salt",
    ];

    // A model, a table or an application has the same names again and again, as the same strings.
    private const int Slots = 1024;

    private readonly Known?[] _recent = new Known?[Slots];
    private readonly string[] _anywhere;
    private readonly string[] _words;
    private readonly HashSet<string> _harmless;

    public SecretNames(AuditRedactionOptions options)
    {
        var names = KnownNames.Concat(options.SecretNames).Select(Normalize).Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        _anywhere = [.. names.Where(static name => name.Length >= FoundAnywhere)];
        _words = [.. names.Where(static name => name.Length < FoundAnywhere)];
        _harmless = options.HarmlessNames.Select(Normalize).ToHashSet(StringComparer.Ordinal);
    }

    public bool IsSecret(string name)
    {
        ref var slot = ref _recent[RuntimeHelpers.GetHashCode(name) & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known is null || !ReferenceEquals(known.Name, name))
        {
            known = new Known(name, IsSecret(name.AsSpan()));
            Volatile.Write(ref slot, known);
        }

        return known.IsSecret;
    }

    public bool IsSecret(ReadOnlySpan<char> name)
    {
        var letters = name.Length <= 128 ? stackalloc char[name.Length] : new char[name.Length];
        var starts = name.Length <= 128 ? stackalloc bool[name.Length + 1] : new bool[name.Length + 1];
        letters = letters[..Split(name, letters, starts)];
        if (!IsNamed(letters, starts))
            return false;
        return _harmless.Count == 0 || !_harmless.Contains(letters.ToString());
    }

    private bool IsNamed(ReadOnlySpan<char> letters, ReadOnlySpan<bool> starts)
    {
        foreach (var secret in _anywhere)
        {
            if (letters.IndexOf(secret) >= 0)
                return true;
        }

        foreach (var secret in _words)
        {
            if (HasWord(letters, starts, secret))
                return true;
        }

        return false;
    }

    /// <summary>Whether a word, or words in a row, are the secret's name, also in the plural.</summary>
    private static bool HasWord(ReadOnlySpan<char> letters, ReadOnlySpan<bool> starts, string secret)
    {
        for (var at = 0; ; at++)
        {
            var found = letters[at..].IndexOf(secret);
            if (found < 0)
                return false;
            at += found;
            var end = at + secret.Length;
            var isPlural = end < letters.Length && letters[end] == 's' && starts[end + 1];
            if (starts[at] && (starts[end] || isPlural))
                return true;
        }
    }

    /// <summary>Writes the letters and digits in lower case, and marks where words start; the end counts as a start.</summary>
    private static int Split(ReadOnlySpan<char> name, Span<char> letters, Span<bool> starts)
    {
        var length = 0;
        var startsWord = true;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (!char.IsLetterOrDigit(c))
            {
                startsWord = true;
                continue;
            }

            if (i > 0)
                startsWord |= StartsWord(name, i);
            starts[length] = startsWord;
            letters[length++] = char.ToLowerInvariant(c);
            startsWord = false;
        }

        starts[length] = true;
        return length;
    }

    private static bool StartsWord(ReadOnlySpan<char> name, int i)
    {
        var before = name[i - 1];
        if (char.IsDigit(name[i]) != char.IsDigit(before))
            return true;
        // apiKey, and the K of APIKey.
        return char.IsUpper(name[i]) && (char.IsLower(before) || (char.IsUpper(before) && i + 1 < name.Length && char.IsLower(name[i + 1])));
    }

    private static string Normalize(string name)
    {
        Span<char> letters = new char[name.Length];
        return letters[..Split(name, letters, new bool[name.Length + 1])].ToString();
    }

    private sealed record Known(string Name, bool IsSecret);
}
