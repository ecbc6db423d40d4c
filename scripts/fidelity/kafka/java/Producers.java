import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Producers by name: records one by one, in a steady stream, in transactions. */
final class Producers {
  private final String bootstrap;
  private final Map<String, KafkaProducer<String, String>> producers = new ConcurrentHashMap<>();
  private final Map<String, Stream> streams = new ConcurrentHashMap<>();

  Producers(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  private KafkaProducer<String, String> named(JsonNode arguments) {
    return producers.get(arguments.get("producer").asText());
  }

  /** Opened, and the topic's leaders known, so that no measurement has the first metadata request in it. */
  Object open(JsonNode arguments) {
    Properties properties = Wire.properties(bootstrap, arguments.get("settings"));
    KafkaProducer<String, String> producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    producers.put(arguments.get("producer").asText(), producer);
    producer.partitionsFor(arguments.get("topic").asText());
    if (properties.containsKey("transactional.id")) producer.initTransactions();
    return true;
  }

  /** Hands one record over; what becomes of it is added to the results, once. */
  private static void sendOne(
      KafkaProducer<String, String> producer, ProducerRecord<String, String> record, List<Object> results, Runnable done) {
    long sentMs = System.currentTimeMillis();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("value", record.value());
    result.put("sentMs", sentMs);
    try {
      producer.send(
          record,
          (metadata, failure) -> {
            result.put("doneMs", System.currentTimeMillis());
            if (failure != null) result.put("error", Wire.nameOf(failure));
            else {
              result.put("partition", metadata.partition());
              result.put("offset", metadata.offset());
            }
            results.add(result);
            done.run();
          });
    } catch (RuntimeException failure) {
      result.put("doneMs", System.currentTimeMillis());
      result.put("error", Wire.nameOf(failure));
      results.add(result);
      done.run();
    }
  }

  private static ProducerRecord<String, String> record(String topic, JsonNode record) {
    JsonNode partition = record.get("partition");
    JsonNode key = record.get("key");
    return new ProducerRecord<>(
        topic, partition == null ? null : partition.asInt(), key == null ? null : key.asText(), record.get("value").asText());
  }

  /** Sends all records at once and answers when each is acknowledged or failed, in that order. */
  Object send(JsonNode arguments) throws Exception {
    JsonNode records = arguments.get("records");
    List<Object> results = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch open = new CountDownLatch(records.size());
    for (JsonNode record : records) {
      sendOne(named(arguments), record(arguments.get("topic").asText(), record), results, open::countDown);
    }
    named(arguments).flush();
    open.await();
    return new ArrayList<>(results);
  }

  /** A record every so often to partition 0, its values counting up. */
  private static final class Stream extends Thread {
    private final List<Object> results = Collections.synchronizedList(new ArrayList<>());
    private final KafkaProducer<String, String> producer;
    private final String topic;
    private final long everyMs;
    private volatile boolean isStopping;

    Stream(KafkaProducer<String, String> producer, String topic, long everyMs) {
      this.producer = producer;
      this.topic = topic;
      this.everyMs = everyMs;
    }

    @Override
    public void run() {
      long nextMs = System.currentTimeMillis();
      for (int count = 0; !isStopping; count++) {
        sendOne(producer, new ProducerRecord<>(topic, 0, null, Integer.toString(count)), results, () -> {});
        nextMs += everyMs;
        try {
          Thread.sleep(Math.max(0, nextMs - System.currentTimeMillis()));
        } catch (InterruptedException interrupted) {
          return;
        }
      }
      producer.flush();
    }
  }

  Object startStream(JsonNode arguments) {
    String topic = arguments.get("topic").asText();
    Stream stream = new Stream(named(arguments), topic, arguments.get("everyMs").asLong());
    streams.put(arguments.get("producer").asText(), stream);
    stream.start();
    return true;
  }

  /** Stops the stream, waits for what is under way, and tells what became of every record. */
  Object stopStream(JsonNode arguments) throws Exception {
    Stream stream = streams.remove(arguments.get("producer").asText());
    stream.isStopping = true;
    stream.join();
    return new ArrayList<>(stream.results);
  }

  /** step: begin, commit or abort. */
  Object transact(JsonNode arguments) {
    KafkaProducer<String, String> producer = named(arguments);
    switch (arguments.get("step").asText()) {
      case "begin" -> producer.beginTransaction();
      case "commit" -> producer.commitTransaction();
      case "abort" -> producer.abortTransaction();
      default -> throw new IllegalArgumentException(arguments.get("step").asText());
    }
    return true;
  }

  Object close(JsonNode arguments) {
    producers.remove(arguments.get("producer").asText()).close(java.time.Duration.ZERO);
    return true;
  }
}
