using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace CsPerformance.Bot.Operation;

/// <summary>Listens to <see cref="Meters"/> and writes them as Prometheus reads them (text format 0.0.4).</summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>Upper ends of the buckets, seconds: around the platforms' five seconds and the goals of milliseconds.</summary>
    private static readonly double[] _buckets = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 30];

    private readonly Lock gate = new();
    private readonly MeterListener listener = new();
    private readonly SortedDictionary<string, Family> families = new(StringComparer.Ordinal);

    public PrometheusText()
    {
        listener.InstrumentPublished = (instrument, publishing) =>
        {
            if (instrument.Meter.Name == Meters.Name) publishing.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    /// <param name="gauges">What is read at this moment, such as the outbox's depth: name, help, value.</param>
    public string Write(IEnumerable<(string Name, string Help, double Value)> gauges)
    {
        var text = new StringBuilder();
        foreach (var (name, help, value) in gauges)
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
        lock (gate)
        {
            foreach (var (name, family) in families)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {family.Help}\n# TYPE {name} {(family.IsHistogram ? "histogram" : "counter")}\n");
                foreach (var (tags, series) in family.Series) family.Write(text, name, tags, series);
            }
        }
        return text.ToString();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (gate)
        {
            if (!families.TryGetValue(instrument.Name, out var family))
                families[instrument.Name] = family = new(instrument.Description ?? "", instrument is Histogram<double>);
            if (!family.Series.TryGetValue(labels, out var series)) family.Series[labels] = series = new Series();
            series.Add(value);
        }
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var text = new StringBuilder();
        foreach (var tag in tags) text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{tag.Key}=\"{tag.Value}\"");
        return text.ToString();
    }

    private sealed class Series
    {
        public long Count { get; private set; }

        public double Sum { get; private set; }

        public long[] Below { get; } = new long[_buckets.Length];

        public void Add(double value)
        {
            Count++;
            Sum += value;
            for (var i = 0; i < _buckets.Length; i++) if (value <= _buckets[i]) Below[i]++;
        }
    }

    private sealed record Family(string Help, bool IsHistogram)
    {
        public SortedDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);

        public void Write(StringBuilder text, string name, string tags, Series series)
        {
            var braces = tags.Length == 0 ? "" : $"{{{tags}}}";
            if (!IsHistogram)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{braces} {series.Sum}\n");
                return;
            }
            var first = tags.Length == 0 ? "" : tags + ",";
            for (var i = 0; i < _buckets.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{first}le=\"{_buckets[i]}\"}} {series.Below[i]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{first}le=\"+Inf\"}} {series.Count}\n{name}_sum{braces} {series.Sum}\n{name}_count{braces} {series.Count}\n");
        }
    }
}
