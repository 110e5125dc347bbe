// A TCP port on the loopback address for one app: unprivileged, and not one a known service listens on.

import { z } from 'zod';

const KNOWN_SERVICES = new Map([
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2049, 'NFS'],
  [2375, 'Docker'],
  [2376, 'Docker'],
  [2379, 'etcd'],
  [2380, 'etcd'],
  [3306, 'MariaDB'],
  [4369, 'Erlang port mapper'],
  [5353, 'multicast DNS'],
  [5432, 'PostgreSQL'],
  [5672, 'RabbitMQ'],
  [6379, 'Redis'],
  [6443, 'Kubernetes'],
  [9000, 'PHP-FPM'],
  [9100, 'Prometheus node exporter'],
  [9200, 'Elasticsearch'],
  [9300, 'Elasticsearch'],
  [10250, 'Kubernetes'],
  [11211, 'memcached'],
  [26379, 'Redis Sentinel'],
  [27017, 'MongoDB'],
  [33060, 'MariaDB'],
]);

export const AppPort = z
  .int()
  .min(1024)
  .max(65535)
  .meta({
    title: 'Port',
    description: 'On the loopback address, 1024 to 65535, belonging to this app alone on the whole host.',
    not: { enum: [...KNOWN_SERVICES.keys()] },
  })
  .check((context) => {
    const service = KNOWN_SERVICES.get(context.value);
    if (service === undefined) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `is the port of ${service}: ${context.value}`,
      params: { remedy: 'choose another port' },
    });
  })
  .brand<'AppPort'>();
export type AppPort = z.infer<typeof AppPort>;
