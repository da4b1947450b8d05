package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.MMapDirectory;

/**
 * Measures Lucene with its Korean analyzer (Nori, its defaults) as `mundap eval` measures Mundap: the same files, the same
 * figures. Indexing and queries use one thread; queries are warmed up before they are timed.
 *
 * <p>Usage: Bench PASSAGES QUESTIONS INDEX_FOLDER [WARM_UP_ROUNDS]
 */
public final class Bench {
  private record Question(String text, String kind, List<String> relevant) {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[2]);
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
    Map<String, Object> report = new LinkedHashMap<>();
    Analyzer analyzer = new KoreanAnalyzer();
    try (MMapDirectory directory = new MMapDirectory(folder)) {
      index(Path.of(args[0]), directory, analyzer, report);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        report.put("segments", reader.leaves().size());
        ask(questions(Path.of(args[1])), new IndexSearcher(reader), analyzer, rounds, report);
      }
    }
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path f : files.toList()) bytes += Files.size(f);
    }
    report.put("index_bytes", bytes);
    System.out.println(new ObjectMapper().writeValueAsString(report));
  }

  private static void index(Path passages, MMapDirectory directory, Analyzer analyzer, Map<String, Object> report)
      throws Exception {
    ObjectMapper json = new ObjectMapper();
    IndexWriterConfig config = new IndexWriterConfig(analyzer).setRAMBufferSizeMB(256);
    config.setMergeScheduler(new SerialMergeScheduler());
    long begin = System.nanoTime();
    long cpu = cpu();
    long n = 0;
    long bytes = 0;
    try (IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader in = Files.newBufferedReader(passages)) {
      for (String line; (line = in.readLine()) != null; n++) {
        JsonNode p = json.readTree(line);
        String text = p.get("text").asText();
        bytes += text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        Document d = new Document();
        d.add(new StoredField("id", p.get("id").asText()));
        d.add(new TextField("text", text, Field.Store.YES));
        writer.addDocument(d);
      }
      writer.commit();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    report.put("passages", n);
    report.put("index_s", seconds);
    report.put("passages_per_s", n / seconds);
    report.put("mb_per_cpu_s", bytes / 1e6 / ((cpu() - cpu) / 1e9));
  }

  private static void ask(
      List<Question> questions, IndexSearcher searcher, Analyzer analyzer, int rounds, Map<String, Object> report)
      throws Exception {
    for (int r = 0; r < rounds; r++) {
      for (Question q : questions) search(searcher, analyzer, q.text());
    }
    long[] nanos = new long[questions.size()];
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    int at1 = 0;
    int at10 = 0;
    double mrr = 0;
    Map<String, int[]> kinds = new TreeMap<>();
    for (int i = 0; i < nanos.length; i++) {
      Question q = questions.get(i);
      long begin = System.nanoTime();
      List<String> found = search(searcher, analyzer, q.text());
      nanos[i] = System.nanoTime() - begin;
      int rank = 1;
      while (rank <= found.size() && !q.relevant().contains(found.get(rank - 1))) rank++;
      int[] kind = kinds.computeIfAbsent(q.kind(), k -> new int[2]);
      kind[1]++;
      if (rank <= found.size()) {
        at10++;
        mrr += 1.0 / rank;
        if (rank == 1) {
          at1++;
          kind[0]++;
        }
      }
    }
    report.put("query_cpu_ms", (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6 / nanos.length);
    Arrays.sort(nanos);
    report.put("recall_at_1", (double) at1 / nanos.length);
    report.put("recall_at_10", (double) at10 / nanos.length);
    report.put("mrr_at_10", mrr / nanos.length);
    report.put("query_p50_ms", nanos[nanos.length / 2] / 1e6);
    report.put("query_p99_ms", nanos[nanos.length * 99 / 100] / 1e6);
    Map<String, Double> byKind = new TreeMap<>();
    kinds.forEach((k, c) -> byKind.put(k, (double) c[0] / c[1]));
    if (byKind.size() > 1) report.put("recall_at_1_by_class", byKind);
  }

  /** The ten best passages, read with their texts. */
  private static List<String> search(IndexSearcher searcher, Analyzer analyzer, String text) throws Exception {
    Query query = query(analyzer, text);
    List<String> ids = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(query, 10).scoreDocs) {
      Document d = searcher.storedFields().document(hit.doc);
      d.get("text");
      ids.add(d.get("id"));
    }
    return ids;
  }

  private static Query query(Analyzer analyzer, String text) throws Exception {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    try (TokenStream stream = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        query.add(new TermQuery(new Term("text", term.toString())), BooleanClause.Occur.SHOULD);
      }
      stream.end();
    }
    return query.build();
  }

  private static List<Question> questions(Path file) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<Question> questions = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode q = json.readTree(line);
      List<String> relevant = new ArrayList<>();
      q.get("relevant").forEach(r -> relevant.add(r.asText()));
      questions.add(new Question(q.get("text").asText(), q.path("class").asText(""), relevant));
    }
    return questions;
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
