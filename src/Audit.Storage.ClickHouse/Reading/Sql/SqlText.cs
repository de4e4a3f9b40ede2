using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Audit.Storage.ClickHouse.Reading.Sql;

/// <summary>
/// A statement under construction. Every hole of an interpolated text becomes a typed placeholder whose value travels beside
/// the statement; only <see cref="SqlFragment"/> is taken as text. So a value cannot become SQL by mistake.
/// </summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new(1024);
    private readonly List<SqlParameter> _parameters = [];

    public IReadOnlyList<SqlParameter> Parameters => _parameters;

    public override string ToString() => _text.ToString();

    public SqlText Add([InterpolatedStringHandlerArgument("")] ref SqlHandler handler)
    {
        _ = handler;
        return this;
    }

    public SqlFragment Bind(string value) => Bind("String", value);

    public SqlFragment Bind(string[] values) => Bind("Array(String)", values);

    public SqlFragment Bind(ulong[] values) => Bind("Array(UInt64)", values);

    public SqlFragment Bind(long value) => Bind("Int64", value);

    public SqlFragment Bind(ulong value) => Bind("UInt64", value);

    public SqlFragment Bind(byte value) => Bind("UInt8", value);

    public SqlFragment Bind(Guid value) => Bind("UUID", value);

    public SqlFragment Bind(Guid[] values) => Bind("Array(UUID)", values);

    public SqlFragment Bind(IPAddress value) => Bind("IPv6", value);

    private SqlFragment Bind(string type, object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{_parameters.Count}");
        _parameters.Add(new SqlParameter(name, type, value));
        return new SqlFragment($"{{{name}:{type}}}");
    }

    [InterpolatedStringHandler]
    internal readonly ref struct SqlHandler
    {
        private readonly SqlText _sql;

        public SqlHandler(int literalLength, int formattedCount, SqlText sql)
        {
            _ = literalLength + formattedCount;
            _sql = sql;
        }

        public void AppendLiteral(string literal) => _sql._text.Append(literal);

        public void AppendFormatted(SqlFragment fragment) => _sql._text.Append(fragment.Text);

        public void AppendFormatted(string value) => AppendFormatted(_sql.Bind(value));

        public void AppendFormatted(string[] values) => AppendFormatted(_sql.Bind(values));

        public void AppendFormatted(ulong[] values) => AppendFormatted(_sql.Bind(values));

        public void AppendFormatted(long value) => AppendFormatted(_sql.Bind(value));

        public void AppendFormatted(ulong value) => AppendFormatted(_sql.Bind(value));

        public void AppendFormatted(byte value) => AppendFormatted(_sql.Bind(value));

        public void AppendFormatted(Guid value) => AppendFormatted(_sql.Bind(value));

        public void AppendFormatted(Guid[] values) => AppendFormatted(_sql.Bind(values));

        public void AppendFormatted(IPAddress value) => AppendFormatted(_sql.Bind(value));
    }
}
